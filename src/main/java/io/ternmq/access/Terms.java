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
 * @param asResult whether what is allowed is so only since something else is rewritten to it
 */
public record Terms(
        @Nullable PublishChange publish,
        @Nullable List<Replacement> instead,
        int fromBytes,
        int toBytes,
        boolean asResult) {
    /** For every payload, and nothing becomes of it. */
    public static final Terms NONE = new Terms(null, null, 0, Integer.MAX_VALUE);

    /** Of what nothing becomes, but which is itself what something else is rewritten to. */
    public static final Terms AS_RESULT = new Terms(null, null, 0, Integer.MAX_VALUE, true);

    /** Of what is allowed for its own sake. */
    public Terms(@Nullable PublishChange publish, @Nullable List<Replacement> instead, int fromBytes, int toBytes) {
        this(publish, instead, fromBytes, toBytes, false);
    }

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

    /** For which payloads the answer holds, without what becomes of anything. */
    Terms sizes() {
        return fromBytes == 0 && toBytes == Integer.MAX_VALUE ? NONE : new Terms(null, null, fromBytes, toBytes);
    }

    /** The same, where the other answer holds as well. */
    Terms within(Terms other) {
        return other.fromBytes <= fromBytes && other.toBytes >= toBytes
                ? this
                : new Terms(
                        publish,
                        instead,
                        Math.max(fromBytes, other.fromBytes),
                        Math.min(toBytes, other.toBytes),
                        asResult);
    }
}
