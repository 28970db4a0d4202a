package io.ternmq.config;

import java.time.Duration;

/** Clients that come and go too often, below {@code ternmq.access.flapping}. */
@Section("Clients that connect and disconnect too often are banned for a while.")
public record FlappingSettings(
        @Setting(
                doc =
                        "How often a client may be disconnected within the window before it is banned; 0 for no ban at all.",
                byDefault = "0",
                min = "0",
                max = "1000000")
        int maxCount,

        @Setting(doc = "The time within which disconnections count together.", byDefault = "1m", min = "1s", max = "1d")
        Duration window,

        @Setting(doc = "For how long such a client is banned.", byDefault = "5m", min = "1s", max = "30d")
        Duration banTime) {}
