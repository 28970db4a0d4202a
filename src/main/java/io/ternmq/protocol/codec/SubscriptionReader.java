package io.ternmq.protocol.codec;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import java.util.ArrayList;
import java.util.List;

/** Reads SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK. */
final class SubscriptionReader {
    private static final RetainHandling[] RETAIN_HANDLING = RetainHandling.values();
    private static final int NO_LOCAL = 0x04;
    private static final int RETAIN_AS_PUBLISHED = 0x08;

    private SubscriptionReader() {}

    static Subscribe subscribe(PacketReader in) {
        int packetId = in.packetId();
        Properties properties = properties(in, PacketType.SUBSCRIBE);
        List<Subscribe.Request> requests = new ArrayList<>(2);
        requireFilters(in);
        while (in.remaining() > 0) {
            requireRoom(in, requests.size());
            TopicFilter filter = TopicReader.filter(in);
            requests.add(new Subscribe.Request(filter, options(in, filter)));
        }
        int identifier = (int) properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0);
        return new Subscribe(packetId, identifier, requests, properties);
    }

    static Unsubscribe unsubscribe(PacketReader in) {
        int packetId = in.packetId();
        Properties properties = properties(in, PacketType.UNSUBSCRIBE);
        List<TopicFilter> filters = new ArrayList<>(2);
        requireFilters(in);
        while (in.remaining() > 0) {
            requireRoom(in, filters.size());
            filters.add(TopicReader.filter(in));
        }
        return new Unsubscribe(packetId, filters, properties);
    }

    static Suback suback(PacketReader in) {
        int packetId = in.packetId();
        Properties properties = properties(in, PacketType.SUBACK);
        return new Suback(packetId, reasonCodes(in), properties);
    }

    static Unsuback unsuback(PacketReader in) {
        int packetId = in.packetId();
        if (!in.isMqtt5()) {
            return new Unsuback(packetId, List.of(), Properties.NONE);
        }
        Properties properties = properties(in, PacketType.UNSUBACK);
        return new Unsuback(packetId, reasonCodes(in), properties);
    }

    private static Properties properties(PacketReader in, PacketType place) {
        return in.isMqtt5() ? PropertiesReader.read(in, place) : Properties.NONE;
    }

    private static void requireFilters(PacketReader in) {
        if (in.remaining() == 0) {
            throw in.protocolError("no topic filter");
        }
    }

    private static void requireRoom(PacketReader in, int filters) {
        if (filters == in.limits().maxFilters()) {
            throw in.refused(
                    ReasonCode.QUOTA_EXCEEDED, "more than " + in.limits().maxFilters() + " topic filters");
        }
    }

    private static SubscriptionOptions options(PacketReader in, TopicFilter filter) {
        int bits = in.unsignedByte("subscription options");
        int qos = bits & 3;
        if (qos == 3) {
            throw in.protocolError("QoS 3 is asked for");
        }
        if (!in.isMqtt5()) {
            // The rest is reserved in 3.1.1 (MQTT-3.8.3-4 there) and "not used" in 3.1.
            if (bits != qos && in.version() != ProtocolVersion.MQTT_3_1) {
                throw in.malformed("reserved bits of the requested QoS are set");
            }
            return SubscriptionOptions.ofQos(Qos.of(qos));
        }
        int retainHandling = bits >> 4 & 3;
        if ((bits & 0xC0) != 0) {
            throw in.malformed("reserved bits of the subscription options are set");
        }
        if (retainHandling == 3) {
            throw in.protocolError("retain handling is 3");
        }
        boolean noLocal = (bits & NO_LOCAL) != 0;
        if (noLocal && filter.isShared()) {
            throw in.protocolError("no local for a shared subscription");
        }
        return SubscriptionOptions.of(
                Qos.of(qos), noLocal, (bits & RETAIN_AS_PUBLISHED) != 0, RETAIN_HANDLING[retainHandling]);
    }

    private static List<ReasonCode> reasonCodes(PacketReader in) {
        if (in.remaining() == 0) {
            throw in.protocolError("no reason code");
        }
        List<ReasonCode> codes = new ArrayList<>(in.remaining());
        while (in.remaining() > 0) {
            codes.add(ReasonCodes.read(in));
        }
        return codes;
    }
}
