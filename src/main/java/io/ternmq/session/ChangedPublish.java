package io.ternmq.session;

import io.netty.buffer.Unpooled;
import io.ternmq.access.PublishChange;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PropertiesCodec;
import io.ternmq.protocol.codec.PublishFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as access control wants it to be instead of as the client sent it. */
final class ChangedPublish {
    private ChangedPublish() {}

    /** The changed message, kept. Its packet identifier and its origin are to be given. */
    static Publish of(Publish sent, PublishChange change) {
        Topic topic = change.topic() == null ? sent.topic() : change.topic();
        Qos qos = change.qos() == null ? sent.qos() : change.qos();
        boolean retain = change.retain() == null ? sent.retain() : change.retain();
        if (change.payload() == null && change.properties().isEmpty()) {
            // Not keep(), which is the same for all who ask.
            return sent.copy(qos, retain).resolve(topic);
        }
        Properties properties = merged(PropertiesCodec.of(sent), change.properties());
        byte[] payload = change.payload() == null ? payloadOf(sent) : change.payload();
        return PublishFactory.of(topic, payload, qos, retain, properties, sent.publisher(), 0);
    }

    private static byte[] payloadOf(Publish sent) {
        byte[] payload = new byte[sent.payloadLength()];
        sent.writePayload(Unpooled.wrappedBuffer(payload).clear());
        return payload;
    }

    /** The changed will; where it is published stays the session's mountpoint. */
    static Will of(Will will, @Nullable PublishChange change) {
        return change == null
                ? will
                : new Will(
                        change.topic() == null ? will.topic() : change.topic(),
                        change.payload() == null ? will.payload() : change.payload(),
                        change.qos() == null ? will.qos() : change.qos(),
                        change.retain() == null ? will.retain() : change.retain(),
                        merged(will.properties(), change.properties()));
    }

    /** The connect with another will, or none. */
    static Connect withWill(Connect connect, @Nullable Will changed) {
        return new Connect(
                connect.version(),
                connect.bridge(),
                connect.cleanStart(),
                connect.keepAliveSeconds(),
                connect.clientId(),
                connect.userName(),
                connect.password(),
                changed,
                connect.properties());
    }

    private static Properties merged(Properties sent, Properties change) {
        if (change.isEmpty()) {
            return sent;
        }
        Properties merged = Properties.create();
        put(merged, sent);
        put(merged, change);
        List<UserProperty> userProperties =
                change.userProperties().isEmpty() ? sent.userProperties() : change.userProperties();
        userProperties.forEach(merged::add);
        return merged;
    }

    private static void put(Properties target, Properties source) {
        for (Map.Entry<Property, Object> entry : source.values().entrySet()) {
            if (entry.getValue() instanceof Long number) {
                target.set(entry.getKey(), number);
            } else if (entry.getValue() instanceof String text) {
                target.set(entry.getKey(), text);
            } else if (entry.getValue() instanceof byte[] bytes) {
                target.set(entry.getKey(), bytes);
            }
        }
    }
}
