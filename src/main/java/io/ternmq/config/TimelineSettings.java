package io.ternmq.config;

/** What is remembered of clients' lives, below {@code ternmq.timeline}. */
@Section("What is remembered of the life of each client, for the console.")
public record TimelineSettings(
        @Setting(
                doc = "Of how many clients, those of which something happened last; 0 remembers nothing. A client takes"
                        + " about 2 KB when its entries are full.",
                byDefault = "5000",
                min = "0",
                max = "1000000")
        int clients,

        @Setting(doc = "How many entries of each, the last ones.", byDefault = "20", min = "1", max = "1000")
        int entries) {}
