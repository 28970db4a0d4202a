package io.ternmq.config;

import java.time.Duration;

/** The {@code $SYS} tree, below {@code ternmq.systree}. */
@Section("The `$SYS` tree.")
public record SystreeSettings(
        @Setting(doc = "Whether the tree is published.", byDefault = "true", live = true, vernemq = "systree_enabled")
        boolean enabled,

        @Setting(
                doc = "How often it is published; 0 never.",
                byDefault = "20s",
                min = "0s",
                max = "1d",
                live = true,
                vernemq = "systree_interval")
        Duration interval,

        @Setting(doc = "The mountpoint it is published in.", vernemq = "systree_mountpoint")
        String mountpoint,

        @Setting(doc = "The QoS it is published at.", byDefault = "0", min = "0", max = "2", vernemq = "systree_qos")
        int qos,

        @Setting(doc = "Whether its messages are retained.", byDefault = "false", vernemq = "systree_retain")
        boolean retain) {}
