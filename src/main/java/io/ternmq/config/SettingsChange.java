package io.ternmq.config;

import java.util.List;

/** Settings that were changed together. */
public record SettingsChange(BrokerSettings before, BrokerSettings after, List<Difference> differences) {
    /**
     * One setting that has another value now. The values of secrets are not told.
     *
     * @param key the setting
     * @param before as one writes it; empty for none
     * @param after as one writes it; empty for none
     */
    public record Difference(String key, String before, String after) {}
}
