package io.ternmq.config;

import java.nio.file.Path;
import java.util.Map;

/** All settings of a node, below {@code ternmq}. Immutable; a live change makes a new one. */
public record BrokerSettings(
        @Setting(doc = "The node's name, as the $SYS tree, metrics and a cluster know it. Empty takes the host's name.",
                        vernemq = "nodename")
                String nodeName,
        @Setting(doc = "The folder for everything the node keeps.", byDefault = "./data", vernemq = "platform_data_dir")
                Path dataDir,
        Map<String, ListenerSettings> listeners,
        AccessSettings access,
        SessionSettings session,
        QueueSettings queue,
        RetainedSettings retained,
        LimitSettings limit,
        LoadSettings load,
        SystreeSettings systree,
        StatusSettings status) {}
