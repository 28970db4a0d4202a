package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.codec.PropertiesWriter.Trim;
import java.util.EnumSet;
import java.util.Set;

/** Properties to bytes and back, outside of packets: for the store, for hooks, and for what the broker publishes itself. */
public final class PropertiesCodec {
    /** What a PUBLISH carries on to its receivers, user properties apart. */
    private static final Set<Property> NOT_FORWARDED = EnumSet.complementOf(EnumSet.of(
            Property.PAYLOAD_FORMAT_INDICATOR,
            Property.CONTENT_TYPE,
            Property.RESPONSE_TOPIC,
            Property.CORRELATION_DATA));

    private static final CodecLimits WIDEST = CodecLimits.widest(Role.CLIENT);

    private PropertiesCodec() {}

    /** Bytes of the properties with the length before them, as every packet of MQTT 5 has them. */
    public static int length(Properties properties) {
        return PropertiesWriter.length(properties, Trim.NOTHING);
    }

    /** Writes the properties with the length before them. */
    public static void write(ByteBuf out, Properties properties) {
        PropertiesWriter.write(out, properties, Trim.NOTHING);
    }

    /**
     * Reads what {@link #write} wrote and moves the reader index behind it.
     *
     * @param place the packet that the properties belong to
     * @throws IllegalArgumentException if the bytes are no properties of that packet
     */
    public static Properties read(ByteBuf in, PacketType place) {
        PacketReader reader = new PacketReader(in, WIDEST);
        reader.open(in, ProtocolVersion.MQTT_5, WIDEST).packet(place, in.readerIndex(), in.writerIndex());
        try {
            Properties properties = PropertiesReader.read(reader, place);
            in.readerIndex(reader.index());
            return properties;
        } catch (MalformedPacket e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    /** The forwarded properties of a publish, and its message expiry interval when it has one, as values. */
    public static Properties of(Publish publish) {
        if (publish.propertiesLength() == 0 && publish.messageExpirySeconds() < 0) {
            return Properties.NONE;
        }
        int length = publish.forwardedPropertiesLength();
        ByteBuf bytes = Unpooled.buffer(length + 4);
        Varint.write(bytes, length);
        publish.writeForwardedProperties(bytes);
        Properties properties = read(bytes, PacketType.PUBLISH);
        if (publish.messageExpirySeconds() >= 0) {
            properties = properties == Properties.NONE ? Properties.create() : properties;
            properties.set(Property.MESSAGE_EXPIRY_INTERVAL, publish.messageExpirySeconds());
        }
        return properties;
    }

    /** Bytes of the properties that a PUBLISH forwards, without the length before them; the others are left out. */
    static int forwardedBytes(Properties properties) {
        return PropertiesWriter.bytes(properties, NOT_FORWARDED, true);
    }

    static void writeForwarded(ByteBuf out, Properties properties) {
        PropertiesWriter.writeBytes(out, properties, NOT_FORWARDED, true);
    }
}
