package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.config.SessionSettings;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Subscribe.Request;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import io.ternmq.routing.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE and UNSUBSCRIBE, once access control has said what it says. On the loop only. */
final class SubscribeFlow {
    private SubscribeFlow() {}

    static Next onSubscribe(Attachment attachment, Subscribe subscribe, SubscribeDecisions decisions) {
        for (Request request : subscribe.requests()) {
            if (request.filter().isShared() && request.options().noLocal()) {
                // MQTT-3.8.3-4
                attachment.disconnect(ReasonCode.PROTOCOL_ERROR, "no-local on shared subscription " + request.filter());
                return Next.STOP;
            }
        }
        Session session = attachment.session();
        List<ReasonCode> codes = new ArrayList<>(subscribe.requests().size());
        List<Subscription> withRetained = new ArrayList<>(2);
        long position = 0;
        for (int i = 0; i < subscribe.requests().size(); i++) {
            Request request = subscribe.requests().get(i);
            ReasonCode refusal = refusal(attachment, request, decisions.allowed(i));
            if (refusal != null) {
                codes.add(refusal);
                continue;
            }
            Subscription made = new Subscription(
                    session, request.filter(), options(attachment, request), subscribe.subscriptionIdentifier());
            boolean isNew = session.findSubscription(request.filter()) == null;
            position = Math.max(position, session.subscribe(made));
            codes.add(granted(request));
            if (wantsRetained(made, isNew)) {
                withRetained.add(made);
            }
            tellSubscribed(attachment, request);
        }
        Suback suback = new Suback(subscribe.packetId(), codes, Properties.NONE);
        session.home().commits().whenCommitted(position, () -> answer(attachment, suback, withRetained));
        return Next.CONTINUE;
    }

    private static @Nullable ReasonCode refusal(Attachment attachment, Request request, boolean allowed) {
        Session session = attachment.session();
        SessionLoop home = session.home();
        if (!allowed) {
            home.lane().add(Counter.MQTT_SUBSCRIBE_AUTH_ERROR, attachment.version(), 1);
            // Asked again for its explanation, which the permissions give for the last question only.
            attachment
                    .permissions()
                    .maySubscribe(request.filter(), request.options().qos());
            AccessRefusals.subscribe(
                    attachment, request.filter(), request.options().qos());
            return ReasonCode.NOT_AUTHORIZED;
        }
        SessionSettings settings = home.settings().session();
        int most = settings.maxSubscriptionsPerClient();
        if (most > 0 && session.subscriptionCount() >= most && session.findSubscription(request.filter()) == null) {
            home.lane().add(Counter.MQTT_SUBSCRIBE_ERROR, attachment.version(), 1);
            return ReasonCode.QUOTA_EXCEEDED;
        }
        return null;
    }

    /** Bridges of 3.x can't ask for no-local and retain-as-published, but need them, and so they get them. */
    private static SubscriptionOptions options(Attachment attachment, Request request) {
        SubscriptionOptions asked = request.options();
        if (!attachment.isBridge()) {
            return asked;
        }
        boolean noLocal = !request.filter().isShared();
        return new SubscriptionOptions(asked.qos(), noLocal, true, asked.retainHandling());
    }

    private static ReasonCode granted(Request request) {
        return switch (request.options().qos()) {
            case AT_MOST_ONCE -> ReasonCode.GRANTED_QOS_0;
            case AT_LEAST_ONCE -> ReasonCode.GRANTED_QOS_1;
            case EXACTLY_ONCE -> ReasonCode.GRANTED_QOS_2;
        };
    }

    /** MQTT-3.3.1-9 to MQTT-3.3.1-11; a shared subscription gets none (MQTT 5 section 4.8.2). */
    private static boolean wantsRetained(Subscription made, boolean isNew) {
        RetainHandling handling = made.options().retainHandling();
        return !made.filter().isShared()
                && (handling == RetainHandling.SEND || handling == RetainHandling.SEND_IF_NEW && isNew);
    }

    private static void tellSubscribed(Attachment attachment, Request request) {
        Session session = attachment.session();
        session.home()
                .tell(
                        BrokerEvent.Subscribed.class,
                        () -> new BrokerEvent.Subscribed(
                                session.id(),
                                request.filter().toString(),
                                request.options().qos().value()));
    }

    /** The answer leaves before the first retained message. */
    private static void answer(Attachment attachment, Suback suback, List<Subscription> withRetained) {
        if (attachment.isDetached()) {
            return;
        }
        Connection connection = attachment.connection();
        ByteBuf out = connection.outbound();
        if (PacketEncoder.suback(out, attachment.version(), suback, attachment.longestPacket()) == 0) {
            attachment.disconnect(ReasonCode.PACKET_TOO_LARGE, "SUBACK is larger than the client takes");
            return;
        }
        connection.flushLater();
        attachment.session().home().lane().add(Counter.MQTT_SUBACK_SENT, attachment.version(), 1);
        for (Subscription subscription : withRetained) {
            attachment.replay().add(subscription);
        }
        attachment.onCaughtUp();
    }

    static void onUnsubscribe(Attachment attachment, Unsubscribe unsubscribe) {
        Session session = attachment.session();
        List<ReasonCode> codes = new ArrayList<>(unsubscribe.filters().size());
        long position = 0;
        for (TopicFilter filter : unsubscribe.filters()) {
            long removed = session.unsubscribe(filter);
            codes.add(removed < 0 ? ReasonCode.NO_SUBSCRIPTION_EXISTED : ReasonCode.SUCCESS);
            position = Math.max(position, removed);
        }
        Unsuback unsuback = new Unsuback(unsubscribe.packetId(), codes, Properties.NONE);
        session.home().commits().whenCommitted(position, () -> answer(attachment, unsuback));
    }

    private static void answer(Attachment attachment, Unsuback unsuback) {
        if (attachment.isDetached()) {
            return;
        }
        Connection connection = attachment.connection();
        ByteBuf out = connection.outbound();
        if (PacketEncoder.unsuback(out, attachment.version(), unsuback, attachment.longestPacket()) == 0) {
            attachment.disconnect(ReasonCode.PACKET_TOO_LARGE, "UNSUBACK is larger than the client takes");
            return;
        }
        connection.flushLater();
        attachment.session().home().lane().add(Counter.MQTT_UNSUBACK_SENT, attachment.version(), 1);
    }
}
