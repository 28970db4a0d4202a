package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PropertiesWriter.Trim;
import java.util.List;

/** Writes the packets about subscriptions that carry lists. */
final class SubscribeWriter {
    private SubscribeWriter() {}

    static void subscribe(ByteBuf out, ProtocolVersion version, Subscribe subscribe) {
        boolean mqtt5 = version == ProtocolVersion.MQTT_5;
        Properties properties = withIdentifier(subscribe);
        int remaining = 2 + (mqtt5 ? PropertiesWriter.length(properties, Trim.NOTHING) : 0);
        for (Subscribe.Request request : subscribe.requests()) {
            remaining += Strings.length(request.filter().toString()) + 1;
        }
        PacketEncoder.header(out, 0x82, remaining);
        out.writeShort(subscribe.packetId());
        if (mqtt5) {
            PropertiesWriter.write(out, properties, Trim.NOTHING);
        }
        for (Subscribe.Request request : subscribe.requests()) {
            Strings.write(out, request.filter().toString());
            out.writeByte(
                    mqtt5 ? bits(request.options()) : request.options().qos().value());
        }
    }

    /** The identifier stands in the packet's own field too; that one counts. */
    private static Properties withIdentifier(Subscribe subscribe) {
        int identifier = subscribe.subscriptionIdentifier();
        Properties properties = subscribe.properties();
        if (identifier == properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0)) {
            return properties;
        }
        Properties with = Properties.create();
        subscribe.properties().userProperties().forEach(with::add);
        return identifier == 0 ? with : with.set(Property.SUBSCRIPTION_IDENTIFIER, identifier);
    }

    private static int bits(SubscriptionOptions options) {
        return options.qos().value()
                | (options.noLocal() ? 0x04 : 0)
                | (options.retainAsPublished() ? 0x08 : 0)
                | options.retainHandling().ordinal() << 4;
    }

    static void unsubscribe(ByteBuf out, ProtocolVersion version, Unsubscribe unsubscribe) {
        boolean mqtt5 = version == ProtocolVersion.MQTT_5;
        int remaining = 2 + (mqtt5 ? PropertiesWriter.length(unsubscribe.properties(), Trim.NOTHING) : 0);
        for (TopicFilter filter : unsubscribe.filters()) {
            remaining += Strings.length(filter.toString());
        }
        PacketEncoder.header(out, 0xA2, remaining);
        out.writeShort(unsubscribe.packetId());
        if (mqtt5) {
            PropertiesWriter.write(out, unsubscribe.properties(), Trim.NOTHING);
        }
        for (TopicFilter filter : unsubscribe.filters()) {
            Strings.write(out, filter.toString());
        }
    }

    /** SUBACK and UNSUBACK of MQTT 5. */
    static int results(
            ByteBuf out, int firstByte, int packetId, List<ReasonCode> codes, Properties properties, int longest) {
        Trim trim = PacketEncoder.trim(2 + codes.size(), properties, longest);
        if (trim == null) {
            return 0;
        }
        int remaining = 2 + PropertiesWriter.length(properties, trim) + codes.size();
        int written = PacketEncoder.header(out, firstByte, remaining);
        out.writeShort(packetId);
        PropertiesWriter.write(out, properties, trim);
        for (int i = 0; i < codes.size(); i++) {
            out.writeByte(codes.get(i).value());
        }
        return written;
    }
}
