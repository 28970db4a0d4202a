package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.UserProperty;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Writes properties, and says how long they are: all of them, or without what may be left out for want of room. */
final class PropertiesWriter {

    /** What is left out: a receiver's maximum packet size or its wish for no problem information may ask for it. */
    enum Trim {
        NOTHING,
        REASON_STRING,
        REASON_STRING_AND_USER_PROPERTIES
    }

    private static final Set<Property> NONE = EnumSet.noneOf(Property.class);
    private static final Set<Property> REASON = EnumSet.of(Property.REASON_STRING);

    private PropertiesWriter() {}

    /** Bytes of the properties with the length before them. */
    static int length(Properties properties, Trim trim) {
        int bytes = bytes(properties, without(trim), withUserProperties(trim));
        return Varint.length(bytes) + bytes;
    }

    static void write(ByteBuf out, Properties properties, Trim trim) {
        Set<Property> without = without(trim);
        boolean user = withUserProperties(trim);
        Varint.write(out, bytes(properties, without, user));
        writeBytes(out, properties, without, user);
    }

    /** Bytes of the properties alone. */
    static int bytes(Properties properties, Set<Property> without, boolean withUserProperties) {
        if (properties.isEmpty()) {
            return 0;
        }
        int bytes = 0;
        for (Map.Entry<Property, Object> entry : properties.values().entrySet()) {
            if (!without.contains(entry.getKey())) {
                bytes += 1 + valueLength(entry.getKey(), entry.getValue());
            }
        }
        if (withUserProperties) {
            for (UserProperty property : properties.userProperties()) {
                bytes += 1 + Strings.length(property.name()) + Strings.length(property.value());
            }
        }
        return bytes;
    }

    /** Writes the properties alone, without the length before them. */
    static void writeBytes(ByteBuf out, Properties properties, Set<Property> without, boolean withUserProperties) {
        if (properties.isEmpty()) {
            return;
        }
        for (Map.Entry<Property, Object> entry : properties.values().entrySet()) {
            if (!without.contains(entry.getKey())) {
                out.writeByte(entry.getKey().id());
                writeValue(out, entry.getKey(), entry.getValue());
            }
        }
        if (withUserProperties) {
            for (UserProperty property : properties.userProperties()) {
                out.writeByte(Property.USER_PROPERTY.id());
                Strings.write(out, property.name());
                Strings.write(out, property.value());
            }
        }
    }

    private static int valueLength(Property property, Object value) {
        return switch (property.type()) {
            case BYTE -> 1;
            case TWO_BYTES -> 2;
            case FOUR_BYTES -> 4;
            case VARIABLE_INTEGER -> Varint.length(((Long) value).intValue());
            case BINARY -> Strings.length((byte[]) value);
            default -> Strings.length((String) value);
        };
    }

    private static void writeValue(ByteBuf out, Property property, Object value) {
        switch (property.type()) {
            case BYTE -> out.writeByte(((Long) value).intValue());
            case TWO_BYTES -> out.writeShort(((Long) value).intValue());
            case FOUR_BYTES -> out.writeInt(((Long) value).intValue());
            case VARIABLE_INTEGER -> Varint.write(out, ((Long) value).intValue());
            case BINARY -> Strings.write(out, (byte[]) value);
            default -> Strings.write(out, (String) value);
        }
    }

    private static Set<Property> without(Trim trim) {
        return trim == Trim.NOTHING ? NONE : REASON;
    }

    private static boolean withUserProperties(Trim trim) {
        return trim != Trim.REASON_STRING_AND_USER_PROPERTIES;
    }
}
