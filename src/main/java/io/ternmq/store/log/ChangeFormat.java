package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PropertiesCodec;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How changes of sessions and retained messages lie in records. A session's change has the session first: node (4 bytes) and number
 * (8). The tables keep some of them as they are here.
 */
public final class ChangeFormat {
    private static final int NO_LOCAL = 4;
    private static final int RETAIN_AS_PUBLISHED = 8;
    private static final int HANDLING_SHIFT = 4;
    private static final RetainHandling[] HANDLINGS = RetainHandling.values();

    private ChangeFormat() {}

    // ------------------------------------------------------------------ writing

    static byte type(StoreRecord change) {
        if (change instanceof StoreRecord.SessionOpened) {
            return RecordFormat.SESSION_OPENED;
        } else if (change instanceof StoreRecord.SessionClosed) {
            return RecordFormat.SESSION_CLOSED;
        } else if (change instanceof StoreRecord.SessionRemoved) {
            return RecordFormat.SESSION_REMOVED;
        } else if (change instanceof StoreRecord.SubscriptionPut) {
            return RecordFormat.SUBSCRIPTION_PUT;
        } else if (change instanceof StoreRecord.SubscriptionRemoved) {
            return RecordFormat.SUBSCRIPTION_REMOVED;
        } else if (change instanceof StoreRecord.InboundPacketId) {
            return RecordFormat.INBOUND_PACKET_ID;
        } else if (change instanceof StoreRecord.DeliverySent) {
            return RecordFormat.DELIVERY_SENT;
        } else if (change instanceof StoreRecord.DeliveryReceived) {
            return RecordFormat.DELIVERY_RECEIVED;
        } else if (change instanceof StoreRecord.DeliveryDone) {
            return RecordFormat.DELIVERY_DONE;
        }
        return change instanceof StoreRecord.RetainedPut ? RecordFormat.RETAINED_PUT : RecordFormat.RETAINED_REMOVED;
    }

    static void write(ByteBuf out, StoreRecord change) {
        if (change instanceof StoreRecord.SessionOpened opened) {
            writeUid(out, opened.session());
            out.writeLong(opened.expirySeconds());
            MessageFormat.writeText(out, opened.id().mountpoint());
            MessageFormat.writeText(out, opened.id().clientId());
            writeWill(out, opened.will());
            // Behind the rest, so that records without it can still be read.
            if (opened.owner() != null) {
                MessageFormat.writeText(out, opened.owner());
            }
        } else if (change instanceof StoreRecord.SessionClosed closed) {
            writeUid(out, closed.session());
            out.writeLong(closed.expiresAtMillis()).writeLong(closed.willAtMillis());
            writeWill(out, closed.will());
        } else if (change instanceof StoreRecord.SessionRemoved removed) {
            writeUid(out, removed.session());
        } else if (change instanceof StoreRecord.SubscriptionPut put) {
            writeUid(out, put.session());
            writeOptions(out, put.options());
            out.writeInt(put.identifier());
            MessageFormat.writeText(out, put.filter().toString());
        } else if (change instanceof StoreRecord.SubscriptionRemoved removed) {
            writeUid(out, removed.session());
            MessageFormat.writeText(out, removed.filter().toString());
        } else if (change instanceof StoreRecord.RetainedPut put) {
            MessageFormat.writeText(out, put.mountpoint());
            MessageFormat.write(out, put.publish());
        } else if (change instanceof StoreRecord.RetainedRemoved removed) {
            MessageFormat.writeText(out, removed.mountpoint());
            byte[] topic = removed.topic().utf8();
            out.writeShort(topic.length).writeBytes(topic);
        } else {
            writeDelivery(out, change);
        }
    }

    private static void writeDelivery(ByteBuf out, StoreRecord change) {
        if (change instanceof StoreRecord.InboundPacketId inbound) {
            writeUid(out, inbound.session());
            out.writeShort(inbound.packetId()).writeBoolean(inbound.inUse());
        } else if (change instanceof StoreRecord.DeliverySent sent) {
            writeUid(out, sent.session());
            out.writeLong(sent.sequence()).writeShort(sent.packetId());
        } else if (change instanceof StoreRecord.DeliveryReceived received) {
            writeUid(out, received.session());
            out.writeShort(received.packetId());
        } else if (change instanceof StoreRecord.DeliveryDone done) {
            writeUid(out, done.session());
            out.writeLong(done.sequence()).writeShort(done.packetId());
        }
    }

    static void writeUid(ByteBuf out, SessionUid uid) {
        out.writeInt(uid.node()).writeLong(uid.number());
    }

    private static void writeOptions(ByteBuf out, SubscriptionOptions options) {
        out.writeByte(options.qos().value()
                | (options.noLocal() ? NO_LOCAL : 0)
                | (options.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)
                | options.retainHandling().ordinal() << HANDLING_SHIFT);
    }

    private static void writeWill(ByteBuf out, @Nullable Will will) {
        out.writeBoolean(will != null);
        if (will == null) {
            return;
        }
        byte[] topic = will.topic().utf8();
        out.writeShort(topic.length).writeBytes(topic);
        out.writeByte(will.qos().value()).writeBoolean(will.retain());
        out.writeInt(will.payload().length).writeBytes(will.payload());
        PropertiesCodec.write(out, will.properties());
    }

    // ------------------------------------------------------------------ reading, where the record's own fields begin

    /** The session that a session's change is about. */
    public static SessionUid session(ByteBuf bytes, int record) {
        return new SessionUid(node(bytes, record), number(bytes, record));
    }

    public static int node(ByteBuf bytes, int record) {
        return bytes.getInt(record + RecordFormat.BODY);
    }

    public static long number(ByteBuf bytes, int record) {
        return bytes.getLong(record + RecordFormat.BODY + 4);
    }

    /** The sequence that DELIVERY_SENT and DELIVERY_DONE name. */
    public static long sequence(ByteBuf bytes, int record) {
        return bytes.getLong(record + RecordFormat.BODY + 12);
    }

    /** The packet identifier of DELIVERY_SENT and DELIVERY_DONE. */
    public static int deliveryPacketId(ByteBuf bytes, int record) {
        return bytes.getUnsignedShort(record + RecordFormat.BODY + 20);
    }

    /** The packet identifier of INBOUND_PACKET_ID and DELIVERY_RECEIVED. */
    public static int packetId(ByteBuf bytes, int record) {
        return bytes.getUnsignedShort(record + RecordFormat.BODY + 12);
    }

    public static boolean inUse(ByteBuf bytes, int record) {
        return bytes.getBoolean(record + RecordFormat.BODY + 14);
    }

    /** SESSION_OPENED from its own fields on. */
    public static StoreRecord.SessionOpened opened(ByteBuf in) {
        SessionUid uid = readUid(in);
        long expirySeconds = in.readLong();
        SubscriberId id = new SubscriberId(MessageFormat.readText(in), MessageFormat.readText(in));
        Will will = readWill(in);
        String owner = in.isReadable() ? MessageFormat.readText(in) : null;
        return new StoreRecord.SessionOpened(uid, id, expirySeconds, will, owner);
    }

    /** SESSION_CLOSED from its own fields on. */
    public static StoreRecord.SessionClosed closed(ByteBuf in) {
        SessionUid uid = readUid(in);
        long expiresAt = in.readLong();
        long willAt = in.readLong();
        return new StoreRecord.SessionClosed(uid, expiresAt, readWill(in), willAt);
    }

    /** SUBSCRIPTION_PUT from its own fields on. */
    public static StoreRecord.SubscriptionPut subscription(ByteBuf in) {
        SessionUid uid = readUid(in);
        int flags = in.readByte();
        SubscriptionOptions options = new SubscriptionOptions(
                Qos.of(flags & 3),
                (flags & NO_LOCAL) != 0,
                (flags & RETAIN_AS_PUBLISHED) != 0,
                HANDLINGS[flags >> HANDLING_SHIFT]);
        int identifier = in.readInt();
        byte[] filter = MessageFormat.readBytes(in, in.readUnsignedShort());
        return new StoreRecord.SubscriptionPut(uid, TopicFilter.ofUtf8(filter), options, identifier);
    }

    /** The filter's bytes in SUBSCRIPTION_PUT. */
    public static byte[] putFilter(ByteBuf bytes, int record) {
        return text(bytes, record + RecordFormat.BODY + 17);
    }

    /** The filter's bytes in SUBSCRIPTION_REMOVED. */
    public static byte[] removedFilter(ByteBuf bytes, int record) {
        return text(bytes, record + RecordFormat.BODY + 12);
    }

    /** The mountpoint in RETAINED_PUT and RETAINED_REMOVED. */
    public static byte[] mountpoint(ByteBuf bytes, int record) {
        return text(bytes, record + RecordFormat.BODY);
    }

    /** The topic in RETAINED_REMOVED, whose mountpoint has so many bytes. */
    public static byte[] removedTopic(ByteBuf bytes, int record, int mountpoint) {
        return text(bytes, record + RecordFormat.BODY + 2 + mountpoint);
    }

    /** The topic in RETAINED_PUT, whose mountpoint has so many bytes. */
    public static byte[] putTopic(ByteBuf bytes, int record, int mountpoint) {
        return text(bytes, record + RecordFormat.BODY + 2 + mountpoint + 21);
    }

    private static byte[] text(ByteBuf bytes, int at) {
        byte[] text = new byte[bytes.getUnsignedShort(at)];
        bytes.getBytes(at + 2, text);
        return text;
    }

    private static SessionUid readUid(ByteBuf in) {
        return new SessionUid(in.readInt(), in.readLong());
    }

    private static @Nullable Will readWill(ByteBuf in) {
        if (!in.readBoolean()) {
            return null;
        }
        Topic topic = Topic.ofUtf8(MessageFormat.readBytes(in, in.readUnsignedShort()));
        Qos qos = Qos.of(in.readByte());
        boolean retain = in.readBoolean();
        byte[] payload = MessageFormat.readBytes(in, in.readInt());
        Properties properties = PropertiesCodec.read(in, PacketType.WILL);
        return new Will(topic, payload, qos, retain, properties);
    }

    /** A mountpoint as a text. */
    public static String mountpoint(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
