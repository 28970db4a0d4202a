package io.ternmq.config;

/** What is shown without log-in, below {@code ternmq.status}. */
@Section("What is shown without log-in.")
public record StatusSettings(
        @Setting(doc = "Whether /status and /status.json answer without log-in.", byDefault = "true", live = true)
        boolean open,

        @Setting(
                doc = "What stands before the names of metrics.",
                byDefault = "vernemq_",
                vernemq = "prometheus_namespace")
        String metricsNamespace) {}
