package io.ternmq.access;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer holds for, and what becomes of what it allows. Immutable.
 *
 * @param publish what becomes of the publish; null for as it is
 * @param instead what is subscribed to instead of the filter; null for the filter itself
 * @param fromBytes the answer is the same for payloads of no fewer bytes
 * @param toBytes and no more
 */
public record Terms(
        @Nullable PublishChange publish, @Nullable List<Replacement> instead, int fromBytes, int toBytes) {
    /** For every payload, and nothing becomes of it. */
    public static final Terms NONE = new Terms(null, null, 0, Integer.MAX_VALUE);

    /**
     * A subscription in place of what was asked for.
     *
     * @param qos null when it is refused
     */
    public record Replacement(TopicFilter filter, @Nullable Qos qos) {}

    /** Whether the answer is the same for a payload of so many bytes. */
    boolean holdFor(int payloadBytes) {
        return payloadBytes >= fromBytes && payloadBytes <= toBytes;
    }
}
