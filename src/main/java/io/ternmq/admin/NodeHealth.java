package io.ternmq.admin;

import java.util.List;

/**
 * Whether a node can serve.
 *
 * @param concerns why it can't, in short sentences; empty when it can
 */
public record NodeHealth(List<String> concerns) {
    public boolean isGood() {
        return concerns.isEmpty();
    }
}
