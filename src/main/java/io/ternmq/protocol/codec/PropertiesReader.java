package io.ternmq.protocol.codec;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads the properties of the packets that are not on the per-message path, and judges place, count and range of each
 * (sections 2.2.2 and those of the packets).
 */
final class PropertiesReader {
    private static final Set<Property> NEVER_ZERO =
            EnumSet.of(Property.RECEIVE_MAXIMUM, Property.MAXIMUM_PACKET_SIZE, Property.SUBSCRIPTION_IDENTIFIER);

    private PropertiesReader() {}

    /** The properties that come next, with the length before them. */
    static Properties read(PacketReader in, PacketType place) {
        int length = in.variableInteger("property length");
        if (length == 0) {
            return Properties.NONE;
        }
        Properties properties = Properties.create();
        int outer = in.narrow(length, "property length");
        int userBytes = 0;
        while (in.remaining() > 0) {
            Property property = next(in, place);
            if (property == Property.USER_PROPERTY) {
                userBytes += readUserProperty(in, properties, userBytes);
            } else {
                if (properties.has(property)) {
                    throw in.protocolError(property + " comes twice");
                }
                readValue(in, property, properties);
            }
        }
        in.widen(outer);
        return properties;
    }

    /** Which property comes next; one that the packet can't carry makes it malformed (section 2.2.2.2). */
    static Property next(PacketReader in, PacketType place) {
        int id = in.variableInteger("property identifier");
        Property property = Property.find(id);
        if (property == null) {
            throw in.malformed("no property has the identifier " + id);
        }
        if (!property.allowedIn(place)) {
            throw in.malformed(property + " has no place in " + place);
        }
        return property;
    }

    private static int readUserProperty(PacketReader in, Properties properties, int bytesBefore) {
        int from = in.index();
        String name = in.string("user property name");
        String value = in.string("user property value");
        properties.add(new UserProperty(name, value));
        int bytes = in.index() - from;
        requireUserPropertiesWithin(in, properties.userProperties().size(), bytesBefore + bytes);
        return bytes;
    }

    static void requireUserPropertiesWithin(PacketReader in, int count, int bytes) {
        if (count > in.limits().maxUserProperties()) {
            throw in.refused(
                    ReasonCode.QUOTA_EXCEEDED, "more than " + in.limits().maxUserProperties() + " user properties");
        }
        if (bytes > in.limits().maxUserPropertyBytes()) {
            throw in.refused(
                    ReasonCode.QUOTA_EXCEEDED,
                    "more than " + in.limits().maxUserPropertyBytes() + " bytes of user properties");
        }
    }

    private static void readValue(PacketReader in, Property property, Properties properties) {
        String what = property.name();
        switch (property.type()) {
            case BYTE -> properties.set(property, flag(in, property, in.unsignedByte(what)));
            case TWO_BYTES -> properties.set(property, inRange(in, property, in.unsignedShort(what)));
            case FOUR_BYTES -> properties.set(property, inRange(in, property, in.unsignedInt(what)));
            case VARIABLE_INTEGER -> properties.set(property, inRange(in, property, in.variableInteger(what)));
            case BINARY -> properties.set(property, in.binary(what));
            default -> properties.set(property, text(in, property));
        }
    }

    private static String text(PacketReader in, Property property) {
        int length = in.skipString(property.name());
        int at = in.index() - length;
        if (property == Property.RESPONSE_TOPIC) {
            TopicReader.requireResponseTopic(in, at, length);
        }
        return in.bytes().toString(at, length, StandardCharsets.UTF_8);
    }

    /** All properties of one byte are switches. */
    static int flag(PacketReader in, Property property, int value) {
        if (value > 1) {
            throw in.protocolError(property + " is " + value + ", neither 0 nor 1");
        }
        return value;
    }

    private static long inRange(PacketReader in, Property property, long value) {
        if (value == 0 && NEVER_ZERO.contains(property)) {
            throw in.protocolError(property + " is 0");
        }
        return value;
    }
}
