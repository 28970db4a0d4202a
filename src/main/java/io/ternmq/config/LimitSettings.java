package io.ternmq.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** What a client may send at the most, below {@code ternmq.limit}. */
@Section("What a client may send at the most.")
public record LimitSettings(
        @Setting(
                doc = "The longest client id, in bytes.",
                byDefault = "256",
                min = "1",
                max = "65535",
                vernemq = "max_client_id_size")
        int maxClientIdBytes,

        @Setting(
                doc = "The largest packet, all of it; told to 5.0 clients. VerneMQ's 0 is 268435460B here.",
                byDefault = "1MB",
                min = "128B",
                max = "268435460B",
                vernemq = "max_message_size")
        DataSize maxPacketSize,

        @Setting(doc = "The largest CONNECT.", byDefault = "64KB", min = "128B", max = "268435460B")
        DataSize maxConnectSize,

        @Setting(
                doc = "Bytes that all connections together may hold before they are admitted.",
                byDefault = "64MB",
                min = "1MB")
        DataSize unauthenticatedBytes,

        @Setting(
                doc = "The most levels of a topic or filter.",
                byDefault = "128",
                min = "1",
                max = "65535",
                vernemq = "topic_max_depth")
        int maxTopicLevels,

        @Setting(doc = "The longest topic or filter, in bytes.", byDefault = "65535", min = "1", max = "65535")
        int maxTopicBytes,

        @Setting(
                doc = "The most filters of one SUBSCRIBE or UNSUBSCRIBE.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int maxFiltersPerPacket,

        @Setting(doc = "The most user properties of one packet.", byDefault = "64", min = "0", max = "65535")
        int maxUserProperties,

        @Setting(
                doc = "For how long a connection may be silent before its CONNECT has come.",
                byDefault = "5s",
                min = "100ms",
                max = "10m",
                vernemq = "mqtt_connect_timeout")
        Duration connectTimeout,

        @Setting(
                doc = "Bytes waiting in a connection's outbound buffer above which it counts as slow.",
                byDefault = "256KB",
                min = "16KB",
                max = "64MB")
        DataSize outboundHighWatermark) {}
