package io.ternmq.config;

import org.springframework.util.unit.DataSize;

/** What sessions hold for their clients, below {@code ternmq.queue}. */
@Section("What sessions hold for their clients.")
public record QueueSettings(
        @Setting(
                doc = "Messages that wait for a client that is connected, beyond those under way; -1 is no limit.",
                byDefault = "1000",
                min = "-1",
                max = "2147483647",
                live = true,
                vernemq = "max_online_messages")
        int maxOnlineMessages,

        @Setting(
                doc = "Messages that wait for a client that is not connected; -1 is no limit, 0 keeps none.",
                byDefault = "1000",
                min = "-1",
                max = "2147483647",
                live = true,
                vernemq = "max_offline_messages")
        int maxOfflineMessages,

        @Setting(
                doc = "Bytes that wait for a client that is connected; 0 is no limit.",
                byDefault = "64MB",
                min = "0B",
                live = true)
        DataSize maxOnlineBytes,

        @Setting(
                doc = "Bytes that wait for a client that is not connected; 0 is no limit.",
                byDefault = "64MB",
                min = "0B",
                live = true)
        DataSize maxOfflineBytes,

        @Setting(
                doc = "Whether all offline messages are kept when the client comes back, even beyond the online limit.",
                byDefault = "false",
                live = true,
                vernemq = "override_max_online_messages")
        boolean overrideMaxOnlineMessages,

        @Setting(
                doc = "'fifo' delivers the oldest first and drops the newest when full; 'lifo' the other way round.",
                byDefault = "fifo",
                live = true,
                vernemq = "queue_type")
        Order order) {
    /** Which message of a queue goes first. */
    public enum Order {
        FIFO,
        LIFO
    }
}
