package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.access.Peer;
import io.ternmq.access.Shown;
import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Will;
import org.jspecify.annotations.Nullable;

/** Tells what was not allowed to a client. The explanation is that of the last decision. */
final class AccessRefusals {
    private AccessRefusals() {}

    static void publish(Attachment attachment, Publish publish, ReasonCode reason) {
        SessionLoop home = attachment.session().home();
        home.tell(
                AccessRefused.class,
                () -> of(
                        attachment.client(),
                        "publish",
                        publish.topic().toString(),
                        publish.qos(),
                        publish.retain(),
                        reason,
                        attachment.permissions().explanation().told()));
    }

    static void subscribe(Attachment attachment, TopicFilter filter, Qos qos) {
        SessionLoop home = attachment.session().home();
        home.tell(
                AccessRefused.class,
                () -> of(
                        attachment.client(),
                        "subscribe",
                        filter.toString(),
                        qos,
                        false,
                        ReasonCode.NOT_AUTHORIZED,
                        attachment.permissions().explanation().told()));
    }

    static void will(SessionLoop home, Client client, Will will, Explained why) {
        home.tell(
                AccessRefused.class,
                () -> of(
                        client,
                        "will",
                        will.topic().toString(),
                        will.qos(),
                        will.retain(),
                        ReasonCode.NOT_AUTHORIZED,
                        why));
    }

    /** A message of somebody without a connection; a token in the place of a name is not told. */
    static void direct(SessionLoop home, Client client, DirectPublish publish, ReasonCode reason, Explained why) {
        home.tell(
                AccessRefused.class,
                () -> new AccessRefused(
                        client.id(),
                        shown(client.userName()),
                        client.peer().address().toString(),
                        client.peer().listener(),
                        "publish",
                        publish.topic().toString(),
                        publish.qos().value(),
                        publish.retain(),
                        reason,
                        why,
                        publish.by()));
    }

    private static @Nullable String shown(@Nullable String userName) {
        return userName != null && Shown.isToken(userName) ? "(a token)" : userName;
    }

    static void stay(SessionLoop home, Client client, ReasonCode reason, Explained why) {
        home.tell(AccessRefused.class, () -> of(client, "stay connected", "", Qos.AT_MOST_ONCE, false, reason, why));
    }

    private static AccessRefused of(
            Client client, String action, String topic, Qos qos, boolean retain, ReasonCode reason, Explained why) {
        Peer peer = client.peer();
        return new AccessRefused(
                client.id(),
                client.userName(),
                peer.address().toString(),
                peer.listener(),
                action,
                topic,
                qos.value(),
                retain,
                reason,
                why);
    }
}
