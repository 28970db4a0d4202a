package io.ternmq.config;

import org.springframework.util.unit.DataSize;

/** What is kept on disk, below {@code ternmq.store}. */
@Section("What is kept on disk for sessions that outlive their connection. It lies in the folder `store` of "
        + "`ternmq.data-dir`. What a level promises and costs is told in [durability.md](durability.md).")
public record StoreSettings(
        @Setting(
                doc =
                        "What an acknowledged QoS 1 or 2 message for a persistent session survives: 'memory' nothing, 'process' the end"
                                + " of the broker's process, 'disk' the loss of power.",
                byDefault = "process")
        Durability level,

        @Setting(
                doc = "The size of a file of the log. Space is taken back a file at a time.",
                byDefault = "64MB",
                min = "1MB",
                max = "1GB")
        DataSize segmentSize,

        @Setting(
                doc =
                        "When less disk space than this is free, an alarm is raised; when less than a quarter of it is, QoS 1 and 2"
                                + " messages for persistent sessions are not acknowledged any more until there is space. 0 never.",
                byDefault = "1GB",
                min = "0B")
        DataSize freeSpaceWatermark) {}
