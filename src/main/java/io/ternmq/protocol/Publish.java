package io.ternmq.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The application message as routed: topic, payload, forwarded properties and what the publisher asked for.
 *
 * <p>It lives in one of two ways. As a <em>view</em> it points into a receive buffer or a hand-off batch and is used again
 * for the next message: whoever is given a view may read it during the call only. {@link #keep()} makes a <em>kept</em>
 * one, whose bytes are its own and never change, which queues, windows and the retained table hold.
 *
 * <p>Properties stay as they were written by the publisher (validated), so that forwarding copies a range; the topic alias
 * and the message expiry interval are cut out, since each receiver gets its own. A publisher that speaks 3.x has none.
 *
 * <p>Not thread safe: belongs to one event loop. A kept one may be handed to another loop, since it isn't changed any more.
 */
public final class Publish {
    /** {@link #expiresAtMillis()} of a message that doesn't expire. */
    public static final long NEVER = Long.MAX_VALUE;

    private ByteBuf buffer;
    private boolean kept;
    private int topicIndex;
    private int topicLength;
    private @Nullable Topic topic;
    private int propertiesIndex;
    private int propertiesLength;
    private int topicAliasIndex = -1;
    private int topicAlias;
    private int messageExpiryIndex = -1;
    private long messageExpirySeconds = -1;
    private int payloadIndex;
    private int payloadLength;
    private Qos qos = Qos.AT_MOST_ONCE;
    private boolean retain;
    private boolean duplicate;
    private int packetId;
    private long expiresAtMillis = NEVER;
    private @Nullable SubscriberId publisher;
    private long sequence;

    /** A view of nothing yet. */
    public Publish(ByteBuf empty) {
        this.buffer = empty;
    }

    // ------------------------------------------------------------------ what it says

    /** The topic once it is known by {@link #resolve}; before that only the bytes on the wire are. */
    public Topic topic() {
        Topic known = topic;
        if (known == null) {
            throw new IllegalStateException("the topic of this publish has not been resolved");
        }
        return known;
    }

    /** The bytes that all indexes refer to. */
    public ByteBuf buffer() {
        return buffer;
    }

    public int topicIndex() {
        return topicIndex;
    }

    /** Zero when the publisher sent only an alias. */
    public int topicLength() {
        return topicLength;
    }

    public int propertiesIndex() {
        return propertiesIndex;
    }

    /** Bytes of all properties together, without the length before them; alias and expiry interval included. */
    public int propertiesLength() {
        return propertiesLength;
    }

    /** Where the topic alias property (3 bytes with its identifier) begins, or -1. */
    public int topicAliasIndex() {
        return topicAliasIndex;
    }

    /** The topic alias, 1 to 65535, or 0 when there is none. */
    public int topicAlias() {
        return topicAlias;
    }

    /** Where the message expiry property (5 bytes with its identifier) begins, or -1. */
    public int messageExpiryIndex() {
        return messageExpiryIndex;
    }

    /** The message expiry interval as published, in seconds; -1 when there is none. */
    public long messageExpirySeconds() {
        return messageExpirySeconds;
    }

    public int payloadIndex() {
        return payloadIndex;
    }

    public int payloadLength() {
        return payloadLength;
    }

    public Qos qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    public boolean duplicate() {
        return duplicate;
    }

    /** The publisher's packet identifier; 0 at QoS 0. */
    public int packetId() {
        return packetId;
    }

    /** When the message is not to be delivered any more, wall clock in milliseconds; {@link #NEVER} if it doesn't expire. */
    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    public boolean expired(long nowMillis) {
        return expiresAtMillis != NEVER && expiresAtMillis <= nowMillis;
    }

    /** Who published it; null for what the broker itself says. */
    public @Nullable SubscriberId publisher() {
        return publisher;
    }

    /** The position of its record in the origin node's log; 0 when it is in none. */
    public long sequence() {
        return sequence;
    }

    public boolean isKept() {
        return kept;
    }

    // ------------------------------------------------------------------ how it is filled, by the decoder and hand-off

    /** Points the view at another message; everything else is reset. */
    public Publish wrap(ByteBuf bytes, int topicAt, int topicBytes, int payloadAt, int payloadBytes) {
        if (kept) {
            throw new IllegalStateException("a kept publish is not a view");
        }
        buffer = bytes;
        topicIndex = topicAt;
        topicLength = topicBytes;
        topic = null;
        payloadIndex = payloadAt;
        payloadLength = payloadBytes;
        propertiesIndex = payloadAt;
        propertiesLength = 0;
        topicAliasIndex = -1;
        topicAlias = 0;
        messageExpiryIndex = -1;
        messageExpirySeconds = -1;
        qos = Qos.AT_MOST_ONCE;
        retain = false;
        duplicate = false;
        packetId = 0;
        expiresAtMillis = NEVER;
        publisher = null;
        sequence = 0;
        return this;
    }

    public Publish flags(Qos deliveredAt, boolean retained, boolean again, int identifier) {
        qos = deliveredAt;
        retain = retained;
        duplicate = again;
        packetId = identifier;
        return this;
    }

    public Publish properties(int index, int length) {
        propertiesIndex = index;
        propertiesLength = length;
        return this;
    }

    public Publish topicAlias(int index, int alias) {
        topicAliasIndex = index;
        topicAlias = alias;
        return this;
    }

    public Publish messageExpiry(int index, long seconds) {
        messageExpiryIndex = index;
        messageExpirySeconds = seconds;
        return this;
    }

    public Publish resolve(Topic known) {
        topic = known;
        return this;
    }

    public Publish origin(@Nullable SubscriberId from, long expiresAt) {
        publisher = from;
        expiresAtMillis = expiresAt;
        return this;
    }

    public Publish sequence(long position) {
        sequence = position;
        return this;
    }

    // ------------------------------------------------------------------ keeping

    /**
     * This publish if it is kept already, else a copy with bytes of its own. The copy needs no release. The topic must have
     * been resolved.
     */
    public Publish keep() {
        return kept ? this : copy(qos, retain);
    }

    /** A kept copy with another QoS and retain flag, as the retained table and wills need it. */
    public Publish copy(Qos otherQos, boolean otherRetain) {
        byte[] own = new byte[propertiesLength + payloadLength];
        buffer.getBytes(propertiesIndex, own, 0, propertiesLength);
        buffer.getBytes(payloadIndex, own, propertiesLength, payloadLength);
        Publish copy = new Publish(io.netty.buffer.Unpooled.wrappedBuffer(own));
        copy.wrap(copy.buffer, 0, 0, propertiesLength, payloadLength);
        copy.properties(0, propertiesLength);
        if (topicAliasIndex >= 0) {
            copy.topicAlias(topicAliasIndex - propertiesIndex, topicAlias);
        }
        if (messageExpiryIndex >= 0) {
            copy.messageExpiry(messageExpiryIndex - propertiesIndex, messageExpirySeconds);
        }
        copy.flags(otherQos, otherRetain, false, 0);
        copy.resolve(topic());
        copy.origin(publisher, expiresAtMillis);
        copy.sequence(sequence);
        copy.kept = true;
        return copy;
    }
}
