package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.store.SessionUid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How messages lie in records. A record of a message has its receivers before it, so that they are found without looking at
 * the rest: a count, and for each node (4 bytes), number (8) and word (4). Reading remembers the last topic and publisher, since they
 * often are those of the next message too. Writing allocates nothing.
 */
public final class MessageFormat {
    private static final int RECEIVER = 16;
    private static final int QOS = 3;
    private static final int RETAIN = 4;
    private static final int PUBLISHER = 8;
    private static final int EXPIRES = 16;

    private @Nullable Topic lastTopic;
    private @Nullable SubscriberId lastPublisher;

    // ------------------------------------------------------------------ receivers

    static void writeReceivers(
            ByteBuf out, SessionUid[] receivers, int @Nullable [] words, int defaultWord, int count) {
        out.ensureWritable(4 + count * RECEIVER);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            SessionUid uid = receivers[i];
            out.writeInt(uid.node()).writeLong(uid.number()).writeInt(words == null ? defaultWord : words[i]);
        }
    }

    /** How many receivers the record of a message names. */
    public static int receivers(ByteBuf bytes, int record) {
        return bytes.getInt(record + RecordFormat.BODY);
    }

    public static int receiverNode(ByteBuf bytes, int record, int index) {
        return bytes.getInt(receiverAt(record, index));
    }

    public static long receiverNumber(ByteBuf bytes, int record, int index) {
        return bytes.getLong(receiverAt(record, index) + 4);
    }

    public static int receiverWord(ByteBuf bytes, int record, int index) {
        return bytes.getInt(receiverAt(record, index) + 12);
    }

    private static int receiverAt(int record, int index) {
        return record + RecordFormat.BODY + 4 + index * RECEIVER;
    }

    /** The message of a record that names receivers. */
    public Publish read(ByteBuf bytes, int record) {
        ByteBuf in = bytes.duplicate();
        in.readerIndex(receiverAt(record, receivers(bytes, record)));
        return read(in).sequence(RecordFormat.position(bytes, record));
    }

    // ------------------------------------------------------------------ the message itself

    static void write(ByteBuf out, Publish publish) {
        SubscriberId publisher = publish.publisher();
        long expiry = publish.messageExpirySeconds();
        int flags = publish.qos().value()
                | (publish.retain() ? RETAIN : 0)
                | (publisher == null ? 0 : PUBLISHER)
                | (expiry < 0 ? 0 : EXPIRES);
        int properties = publish.forwardedPropertiesLength();
        int payload = publish.payloadLength();
        byte[] topic = publish.topic().utf8();
        out.ensureWritable(27 + topic.length + properties + payload);
        out.writeByte(flags).writeLong(publish.expiresAtMillis());
        out.writeInt((int) expiry);
        out.writeInt(properties).writeInt(payload);
        out.writeShort(topic.length).writeBytes(topic);
        if (publisher != null) {
            writeText(out, publisher.mountpoint());
            writeText(out, publisher.clientId());
        }
        publish.writeForwardedProperties(out);
        out.writeBytes(publish.buffer(), publish.payloadIndex(), payload);
    }

    /** Reads a message from the reader index on; its sequence is for the caller to give. */
    public Publish read(ByteBuf in) {
        int flags = in.readByte();
        long expiresAt = in.readLong();
        int expirySeconds = in.readInt();
        int properties = in.readInt();
        int payload = in.readInt();
        Topic topic = readTopic(in);
        SubscriberId publisher = (flags & PUBLISHER) == 0 ? null : readPublisher(in);
        byte[] own = new byte[properties + payload];
        in.readBytes(own);
        long expiry = (flags & EXPIRES) == 0 ? -1 : expirySeconds & 0xFFFFFFFFL;
        return Publish.kept(topic, own, properties, expiry)
                .flags(Qos.of(flags & QOS), (flags & RETAIN) != 0, false, 0)
                .origin(publisher, expiresAt);
    }

    private Topic readTopic(ByteBuf in) {
        int length = in.readUnsignedShort();
        Topic last = lastTopic;
        if (last != null && last.length() == length && sameBytes(in, last.utf8())) {
            in.skipBytes(length);
            return last;
        }
        byte[] utf8 = new byte[length];
        in.readBytes(utf8);
        Topic topic = Topic.ofUtf8(utf8);
        lastTopic = topic;
        return topic;
    }

    private static boolean sameBytes(ByteBuf in, byte[] utf8) {
        int at = in.readerIndex();
        for (int i = utf8.length - 1; i >= 0; i--) {
            if (in.getByte(at + i) != utf8[i]) {
                return false;
            }
        }
        return true;
    }

    private SubscriberId readPublisher(ByteBuf in) {
        SubscriberId read = new SubscriberId(readText(in), readText(in));
        SubscriberId last = lastPublisher;
        if (last != null && read.equals(last)) {
            return last;
        }
        lastPublisher = read;
        return read;
    }

    // ------------------------------------------------------------------ texts

    static void writeText(ByteBuf out, String text) {
        int at = out.writerIndex();
        out.writeShort(0);
        int length = ByteBufUtil.writeUtf8(out, text);
        if (length > 0xFFFF) {
            throw new IllegalArgumentException("a text of " + length + " bytes, at most 65535 fit");
        }
        out.setShort(at, length);
    }

    static String readText(ByteBuf in) {
        int length = in.readUnsignedShort();
        String text = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
        in.skipBytes(length);
        return text;
    }

    /** A copy of so many bytes from the reader index on. */
    static byte[] readBytes(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    /** The receivers of a record that are named, as identities; for when it is written again. */
    public static SessionUid[] receivers(ByteBuf bytes, int record, int[] indexes, int count) {
        SessionUid[] uids = new SessionUid[count];
        Arrays.setAll(
                uids,
                i -> new SessionUid(
                        receiverNode(bytes, record, indexes[i]), receiverNumber(bytes, record, indexes[i])));
        return uids;
    }
}
