package io.ternmq.protocol.codec;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;

/**
 * Reads a PUBLISH into a view: its properties are judged in one pass and stay bytes. Allocates nothing but the topic when it
 * has not been seen of late.
 */
final class PublishReader {
    private final TopicCache topics;

    PublishReader(TopicCache topics) {
        this.topics = topics;
    }

    /** Points the view at the publish whose packet begins at an index. */
    void read(PacketReader in, int flags, int start, Publish view) {
        int qosBits = flags >> 1 & 3;
        if (qosBits == 3) {
            throw in.malformed("QoS 3");
        }
        boolean duplicate = (flags & 8) != 0;
        if (duplicate && qosBits == 0) {
            // MQTT-3.3.1-2; 3.1 says nothing of it, so there the flag just means nothing.
            if (in.version() != ProtocolVersion.MQTT_3_1) {
                throw in.malformed("DUP is set at QoS 0");
            }
            duplicate = false;
        }
        int topicLength = in.unsignedShort("topic name");
        int topicIndex = in.skip(topicLength, "topic name");
        int packetId = qosBits == 0 ? 0 : in.packetId();
        int propertiesLength = in.isMqtt5() ? in.variableInteger("property length") : 0;
        int propertiesIndex = in.skip(propertiesLength, "properties");
        int payloadIndex = in.index();
        view.wrap(in.bytes(), topicIndex, topicLength, payloadIndex, in.remaining());
        view.flags(Qos.of(qosBits), (flags & 1) != 0, duplicate, packetId).frame(start, in.isMqtt5());
        if (propertiesLength > 0) {
            view.properties(propertiesIndex, propertiesLength);
            readProperties(in, propertiesIndex, propertiesLength, view);
        }
        if (topicLength > 0) {
            view.resolve(TopicReader.topic(in, topicIndex, topicLength, topics));
        } else if (view.topicAlias() == 0) {
            throw in.protocolError("topic name is empty and there is no topic alias");
        }
    }

    private static void readProperties(PacketReader in, int index, int length, Publish view) {
        int payloadEnd = in.index() + in.remaining();
        in.packet(PacketType.PUBLISH, index, index + length);
        long seen = 0;
        int userProperties = 0;
        int userBytes = 0;
        boolean text = false;
        while (in.remaining() > 0) {
            int at = in.index();
            Property property = PropertiesReader.next(in, PacketType.PUBLISH);
            if (property == Property.USER_PROPERTY) {
                in.skipString("user property name");
                in.skipString("user property value");
                userBytes += in.index() - at - 1;
                PropertiesReader.requireUserPropertiesWithin(in, ++userProperties, userBytes);
                continue;
            }
            long bit = 1L << property.id();
            if ((seen & bit) != 0 && property != Property.SUBSCRIPTION_IDENTIFIER) {
                throw in.protocolError(property + " comes twice");
            }
            seen |= bit;
            text |= readProperty(in, property, at, view);
        }
        in.packet(PacketType.PUBLISH, index + length, payloadEnd);
        if (text
                && in.limits().verifyPayloadFormat()
                && !Utf8.isText(in.bytes(), view.payloadIndex(), view.payloadLength())) {
            throw in.refused(ReasonCode.PAYLOAD_FORMAT_INVALID, "payload is said to be UTF-8 and is not");
        }
    }

    /** Reads one property, which begins at an index, and says whether it tells that the payload is text. */
    private static boolean readProperty(PacketReader in, Property property, int at, Publish view) {
        switch (property) {
            case PAYLOAD_FORMAT_INDICATOR -> {
                return PropertiesReader.flag(in, property, in.unsignedByte("payload format indicator")) == 1;
            }
            case MESSAGE_EXPIRY_INTERVAL -> {
                view.messageExpiry(in.unsignedInt("message expiry interval"));
                view.cut(at, in.index() - at);
            }
            case TOPIC_ALIAS -> {
                int alias = in.unsignedShort("topic alias");
                if (alias == 0) {
                    throw in.refused(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias is 0");
                }
                view.topicAlias(alias);
                view.cut(at, in.index() - at);
            }
            case SUBSCRIPTION_IDENTIFIER -> readSubscriptionIdentifier(in, at, view);
            case RESPONSE_TOPIC -> {
                int length = in.skipString("response topic");
                TopicReader.requireResponseTopic(in, in.index() - length, length);
            }
            case CORRELATION_DATA -> in.skipBinary("correlation data");
            default -> in.skipString("content type");
        }
        return false;
    }

    /** Only a server says which subscriptions a message is for (MQTT-3.3.4-6), and it may name several. */
    private static void readSubscriptionIdentifier(PacketReader in, int at, Publish view) {
        if (in.limits().role() == Role.SERVER) {
            throw in.protocolError("a client sends no subscription identifier");
        }
        if (in.variableInteger("subscription identifier") == 0) {
            throw in.protocolError("subscription identifier is 0");
        }
        view.cut(at, in.index() - at);
    }
}
