package io.ternmq.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Retained messages, below {@code ternmq.retained}. */
@Section("Retained messages.")
public record RetainedSettings(
        @Setting(doc = "Whether clients may leave retained messages; told to 5.0 clients.", byDefault = "true")
        boolean available,

        @Setting(
                doc = "The most retained messages of the node; 0 is no limit.",
                byDefault = "0",
                min = "0",
                live = true)
        long maxMessages,

        @Setting(
                doc = "The most bytes of retained messages of the node; 0 is no limit.",
                byDefault = "0B",
                min = "0B",
                live = true)
        DataSize maxBytes,

        @Setting(
                doc = "The largest payload that is retained; 0 is no limit.",
                byDefault = "0B",
                min = "0B",
                live = true)
        DataSize maxPayload,

        @Setting(
                doc = "How often expired retained messages are removed; 0 only when they are met.",
                byDefault = "60s",
                min = "0s",
                max = "1d",
                vernemq = "expire_retain_cache")
        Duration expiryInterval) {}
