package io.ternmq.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The application message as routed: topic, payload, forwarded properties and what the publisher asked for.
 *
 * <p>It lives in one of two ways. As a <em>view</em> it points into a receive buffer or a hand-off batch and is used again
 * for the next message: whoever is given a view may read it during the call only. Its bytes may be held longer by retaining
 * the buffer: an owner doesn't write again into a buffer that others hold. {@link #keep()} makes a <em>kept</em> one, whose
 * bytes are its own and never change, which queues and the retained table hold. And a {@link PublishPool} lends copies, to windows,
 * that say something else once they have been given back.
 *
 * <p>Properties stay as they were written by the publisher (validated), so that forwarding copies ranges. What is not
 * forwarded (topic alias, message expiry interval, subscription identifiers: each receiver gets its own) is noted as a cut
 * in a view, and is not there any more in a kept one. A publisher that speaks 3.x has none.
 *
 * <p>A view is pointed at millions of messages a second, most of them like the one before. So it writes a reference only when it
 * is another one: writing one costs a fence with some collectors, and comparing costs nothing.
 *
 * <p>Not thread safe: belongs to one event loop. A kept one may be handed to another loop, since it isn't changed any more.
 */
public final class Publish {
    /** {@link #expiresAtMillis()} of a message that doesn't expire. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int NO_FRAME = -1;

    private ByteBuf buffer;
    /** Instead of the buffer, in a kept or lent one. */
    byte @Nullable [] own;

    private int topicIndex;
    private int topicLength;
    /** Of this message when it is {@link #resolved}, else of one before. */
    private @Nullable Topic topic;

    private boolean resolved;
    private int frameIndex = NO_FRAME;
    private boolean frameHasProperties;
    private int propertiesIndex;
    private int propertiesLength;
    private PropertyCuts cuts = PropertyCuts.NONE;
    private char topicAlias;
    private long messageExpirySeconds = -1;
    private int payloadIndex;
    private int payloadLength;
    private Qos qos = Qos.AT_MOST_ONCE;
    private boolean retain;
    private boolean duplicate;
    private char packetId;
    private long expiresAtMillis = NEVER;
    /** Of this message when its {@link #origin} is known, else of one before. */
    private @Nullable SubscriberId publisher;

    private boolean originKnown;
    private long sequence;
    private int edition;
    /** The copy that was made last of this view, while it says the same. */
    @Nullable
    Publish keptCopy;

    /** Whether this is a pool's, and then how many hold it; the pool's to write. */
    boolean lendable;

    int holds;

    /** A view of nothing yet. */
    public Publish(ByteBuf empty) {
        this.buffer = empty;
    }

    // ------------------------------------------------------------------ what it says

    /** The topic. The decoder resolves it, but when the publisher sent only an alias; then the session does. */
    public Topic topic() {
        Topic known = topic;
        if (known == null || !resolved) {
            throw new IllegalStateException("the topic of this publish has not been resolved");
        }
        return known;
    }

    /** Whether {@link #topic()} is known. */
    public boolean hasTopic() {
        return resolved;
    }

    /** The bytes that all indexes refer to; of a kept one in a buffer made for the caller, so better {@link #writePayload}. */
    public ByteBuf buffer() {
        return own == null ? buffer : Unpooled.wrappedBuffer(own);
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

    /** Bytes of all properties together, without the length before them; in a view with what is not forwarded. */
    public int propertiesLength() {
        return propertiesLength;
    }

    /** Bytes of the properties that are forwarded, see {@link #writeForwardedProperties}. */
    public int forwardedPropertiesLength() {
        return propertiesLength - cuts.bytes();
    }

    /** Writes the properties but topic alias, message expiry interval and subscription identifiers, in their order. */
    public void writeForwardedProperties(ByteBuf out) {
        int from = propertiesIndex;
        for (int i = 0; i < cuts.count(); i++) {
            write(out, from, cuts.from(i) - from);
            from = cuts.to(i);
        }
        write(out, from, propertiesIndex + propertiesLength - from);
    }

    public void writePayload(ByteBuf out) {
        write(out, payloadIndex, payloadLength);
    }

    private void write(ByteBuf out, int from, int length) {
        if (own == null) {
            out.writeBytes(buffer, from, length);
        } else {
            out.writeBytes(own, from, length);
        }
    }

    /**
     * Where the packet begins that brought the message, when another client can be sent the same bytes but for flags and packet
     * identifier; up to the end of the payload. Else -1.
     *
     * @param withProperties whether the other client speaks MQTT 5
     */
    public int frameIndex(boolean withProperties) {
        boolean same = frameHasProperties == withProperties && cuts.count() == 0 && topicLength > 0;
        return same ? frameIndex : NO_FRAME;
    }

    /** The topic alias, 1 to 65535, or 0 when there is none. */
    public int topicAlias() {
        return topicAlias;
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
        return originKnown ? publisher : null;
    }

    /** The position of its record in the origin node's log; 0 when it is in none. */
    public long sequence() {
        return sequence;
    }

    /** Whether its bytes are its own for good; neither a view's nor a lent one's are. */
    public boolean isKept() {
        return own != null && !lendable;
    }

    /**
     * A number that changes whenever this is made to say another message, so that who works on one message for many receivers
     * can tell whether it is still the same. A kept publish stays at one.
     */
    public int edition() {
        return edition;
    }

    // ------------------------------------------------------------------ how it is filled, by the decoder and hand-off

    /** Points the view at another message; everything else is reset. */
    public Publish wrap(ByteBuf bytes, int topicAt, int topicBytes, int payloadAt, int payloadBytes) {
        if (own != null) {
            throw new IllegalStateException("a kept publish is not a view");
        }
        edition++;
        forgetCopy();
        if (buffer != bytes) {
            buffer = bytes;
        }
        frameIndex = NO_FRAME;
        topicIndex = topicAt;
        topicLength = topicBytes;
        resolved = false;
        payloadIndex = payloadAt;
        payloadLength = payloadBytes;
        propertiesIndex = payloadAt;
        propertiesLength = 0;
        if (cuts != PropertyCuts.NONE) {
            cuts.clear();
        }
        topicAlias = 0;
        messageExpirySeconds = -1;
        expiresAtMillis = NEVER;
        originKnown = false;
        sequence = 0;
        return flags(Qos.AT_MOST_ONCE, false, false, 0);
    }

    private void forgetCopy() {
        if (keptCopy != null) {
            keptCopy = null;
        }
    }

    /**
     * Notes that the message lies in its buffer as a whole packet, from an index up to the end of the payload.
     *
     * @param hasProperties whether it is a packet of MQTT 5
     */
    public Publish frame(int index, boolean hasProperties) {
        frameIndex = index;
        frameHasProperties = hasProperties;
        return this;
    }

    public Publish flags(Qos deliveredAt, boolean retained, boolean again, int identifier) {
        forgetCopy();
        if (qos != deliveredAt) {
            qos = deliveredAt;
        }
        retain = retained;
        duplicate = again;
        packetId = (char) identifier;
        return this;
    }

    public Publish properties(int index, int length) {
        propertiesIndex = index;
        propertiesLength = length;
        return this;
    }

    /** Notes the topic alias; its bytes are to be {@link #cut}. */
    public Publish topicAlias(int alias) {
        topicAlias = (char) alias;
        return this;
    }

    /** Notes the message expiry interval; its bytes are to be {@link #cut}. */
    public Publish messageExpiry(long seconds) {
        messageExpirySeconds = seconds;
        return this;
    }

    /** Marks bytes of the properties as not forwarded. Cuts come in rising order and don't overlap. */
    public Publish cut(int index, int length) {
        if (own != null) {
            throw new IllegalStateException("a kept publish is not a view");
        }
        if (cuts == PropertyCuts.NONE) {
            cuts = new PropertyCuts();
        }
        cuts.add(index, length);
        return this;
    }

    public Publish resolve(Topic known) {
        if (topic != known) {
            topic = known;
        }
        resolved = true;
        return this;
    }

    public Publish origin(@Nullable SubscriberId from, long expiresAt) {
        forgetCopy();
        if (publisher != from) {
            publisher = from;
        }
        originKnown = true;
        expiresAtMillis = expiresAt;
        return this;
    }

    public Publish sequence(long position) {
        forgetCopy();
        sequence = position;
        return this;
    }

    /**
     * Makes this view say what another says, in the same bytes. It is good as long as the other's buffer is held: whoever
     * wants that beyond the call retains the buffer first, and releases it afterwards.
     */
    public Publish share(Publish other) {
        wrap(other.buffer(), other.topicIndex, other.topicLength, other.payloadIndex, other.payloadLength);
        properties(other.propertiesIndex, other.propertiesLength);
        for (int i = 0; i < other.cuts.count(); i++) {
            cut(other.cuts.from(i), other.cuts.to(i) - other.cuts.from(i));
        }
        topicAlias = other.topicAlias;
        messageExpirySeconds = other.messageExpirySeconds;
        if (other.resolved) {
            resolve(other.topic());
        }
        return flags(other.qos, other.retain, other.duplicate, other.packetId)
                .frame(other.frameIndex, other.frameHasProperties)
                .origin(other.publisher(), other.expiresAtMillis)
                .sequence(other.sequence);
    }

    // ------------------------------------------------------------------ keeping

    /**
     * This publish if it is kept already, else a copy with bytes of its own. The copy needs no release. The topic must have
     * been resolved. The copy is made once and given to all who ask while the view isn't changed.
     */
    public Publish keep() {
        Publish known = isKept() ? this : keptCopy;
        if (known == null || known.lendable) {
            known = copy(qos, retain);
            keptCopy = known;
        }
        return known;
    }

    /** A kept copy with another QoS and retain flag, as the retained table and wills need it. */
    public Publish copy(Qos otherQos, boolean otherRetain) {
        return PublishCopy.of(this).flags(otherQos, otherRetain, false, 0);
    }

    /** Takes bytes as its own, which begin with properties and payload; everything else is reset. */
    Publish own(byte[] bytes, int properties, int payload) {
        own = null;
        wrap(buffer, 0, 0, properties, payload).properties(0, properties);
        own = bytes;
        return this;
    }

    /**
     * A kept publish of bytes that are handed over and must not change any more; flags, origin and sequence are to be given
     * before it is shared. The store makes its messages so; for what the broker itself publishes see
     * {@code codec.PublishFactory}.
     *
     * @param bytes the forwarded properties as MQTT 5 writes them, without the length before them, and then the payload
     * @param propertiesLength how many of the bytes are properties
     * @param messageExpirySeconds the message expiry interval as published, or -1
     */
    public static Publish kept(Topic topic, byte[] bytes, int propertiesLength, long messageExpirySeconds) {
        return new Publish(Unpooled.EMPTY_BUFFER)
                .own(bytes, propertiesLength, bytes.length - propertiesLength)
                .messageExpiry(messageExpirySeconds)
                .resolve(topic);
    }
}
