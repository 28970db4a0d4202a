package io.ternmq.config;

import org.springframework.util.unit.DataSize;

/** Load regulation and shedding, below {@code ternmq.load}. */
@Section("Load regulation and shedding.")
public record LoadSettings(
        @Setting(
                doc =
                        "PUBLISH packets per second that a client may send before reading from it is paused; 0 is no limit.",
                byDefault = "0",
                min = "0",
                live = true,
                vernemq = "max_message_rate")
        int maxMessageRate,

        @Setting(
                doc = "Bytes per second that a client may send before reading from it is paused; 0 is no limit.",
                byDefault = "0B",
                min = "0B",
                live = true)
        DataSize maxByteRate,

        @Setting(
                doc = "New connections per second on one listener; 0 is no limit.",
                byDefault = "0",
                min = "0",
                live = true)
        int maxConnectRate,

        @Setting(
                doc = "New connections per second from one address; 0 is no limit.",
                byDefault = "0",
                min = "0",
                live = true)
        int maxConnectRatePerAddress,

        @Setting(doc = "TLS handshakes under way at a time.", byDefault = "1000", min = "1", live = true)
        int maxTlsHandshakes,

        @Setting(
                doc = "Memory in use, in percent of what the JVM may take, from which publishers are paused.",
                byDefault = "80",
                min = "10",
                max = "100",
                live = true)
        int pausePublishersPercent,

        @Setting(
                doc = "Memory in use, in percent, from which new clients are refused.",
                byDefault = "88",
                min = "10",
                max = "100",
                live = true)
        int refuseConnectsPercent,

        @Setting(
                doc = "Memory in use, in percent, from which QoS 0 messages to slow receivers are dropped at once.",
                byDefault = "94",
                min = "10",
                max = "100",
                live = true)
        int dropQos0Percent) {}
