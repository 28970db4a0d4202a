package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/** Makes kept messages that come from no PUBLISH: wills, and what the broker itself or its HTTP API says. */
public final class PublishFactory {
    private PublishFactory() {}

    /**
     * A message that begins its life now. Of the properties those that receivers get are taken, and the message expiry
     * interval, which is counted from now.
     *
     * @param publisher null for what the broker itself says
     */
    public static Publish of(
            Topic topic,
            byte[] payload,
            Qos qos,
            boolean retain,
            Properties properties,
            @Nullable SubscriberId publisher,
            long nowMillis) {
        int length = PropertiesCodec.forwardedBytes(properties);
        byte[] bytes = new byte[length + payload.length];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        PropertiesCodec.writeForwarded(out, properties);
        out.writeBytes(payload);
        long expirySeconds = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
        return Publish.kept(topic, bytes, length, expirySeconds)
                .flags(qos, retain, false, 0)
                .origin(publisher, expirySeconds < 0 ? Publish.NEVER : nowMillis + expirySeconds * 1000);
    }

    /** What the broker itself says, without properties. */
    public static Publish of(Topic topic, byte[] payload, Qos qos, boolean retain) {
        return of(topic, payload, qos, retain, Properties.NONE, null, 0);
    }

    /** The will, published now: its message expiry interval begins with its publication (MQTT 5 section 3.1.3.2.4). */
    public static Publish ofWill(Will will, SubscriberId publisher, long nowMillis) {
        return of(will.topic(), will.payload(), will.qos(), will.retain(), will.properties(), publisher, nowMillis);
    }
}
