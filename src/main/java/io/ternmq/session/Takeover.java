package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.access.Client;
import io.ternmq.access.Permissions;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SessionSettings;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.store.CrashPoint;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a connect: an old connection is ended, the session is resumed or made, the new connection attached, and CONNACK
 * sent when what it says is committed. On the home loop, in line with all others of the subscriber id.
 */
final class Takeover {
    private final SessionLoop home;
    private final Connection connection;
    private final Connect connect;
    private final @Nullable LeftWill will;
    private final SubscriberId id;
    private final Client client;
    private final Permissions permissions;
    private final DecisionBell bell;
    private final VersionRules rules;
    private final BrokerSettings settings;

    Takeover(
            SessionLoop home,
            Connection connection,
            Connect connect,
            @Nullable LeftWill will,
            Client client,
            Permissions permissions,
            DecisionBell bell) {
        this.home = home;
        this.connection = connection;
        this.connect = connect;
        this.will = will;
        this.id = client.id();
        this.client = client;
        this.permissions = permissions;
        this.bell = bell;
        this.rules = VersionRules.of(connect.version());
        this.settings = home.settings();
    }

    /**
     * Does it all.
     *
     * @param assignedId the client id that the broker has chosen, or null
     * @param authenticationData the last word of an enhanced authentication, or null
     * @param done is run when CONNACK has been sent or will never be
     * @return the attachment, which hears of the end of the connection by the connector until CONNACK is sent
     */
    Attachment run(@Nullable String assignedId, byte @Nullable [] authenticationData, Runnable done) {
        long expiry = Math.min(
                connect.sessionExpirySeconds(),
                settings.session().maxSessionExpiry().seconds());
        Session old = home.sessions().find(id);
        boolean shares = settings.session().allowMultipleSessions();
        Session resumed = old == null ? null : shares ? share(old) : takeOver(old);
        boolean present = resumed != null;
        Session session = resumed != null ? resumed : create(expiry > 0 || shares);
        session.expirySeconds(shares && present ? Math.max(expiry, session.expirySeconds()) : expiry);
        Welcome welcome = new Welcome(connect, settings);
        connection.keepAlive(welcome.keepAliveSeconds());
        long longest = connect.properties().number(Property.MAXIMUM_PACKET_SIZE, PacketEncoder.NO_LIMIT);
        connection.maximumPacketSize(longest);
        Attachment attachment = new Attachment(session, connection, admission(session, longest));
        bell.listener(attachment.packets()::onDecided);
        CrashPoint.TAKEOVER.reach();
        if (session.owner() == null) {
            session.owner(Principal.of(client));
        }
        session.record(uid ->
                new StoreRecord.SessionOpened(uid, id, session.expirySeconds(), connect.will(), session.owner()));
        Connack connack = welcome.connack(present, session.expirySeconds(), assignedId, authenticationData);
        // What was is gone for good, and what is there is there for good, before the client hears of it.
        boolean told = session.durable() != null || old != null && old.durable() != null;
        home.commits().whenCommitted(told ? home.commits().lane().position() : 0, () -> {
            welcome(attachment, connack, present);
            done.run();
        });
        return attachment;
    }

    /** A further connection of a session that is online; one that is offline is resumed as usual. */
    private @Nullable Session share(Session old) {
        return old.firstAttachment() != null ? old : takeOver(old);
    }

    /** Ends the old connection, and the old session unless it goes on; gives the session when it does. */
    private @Nullable Session takeOver(Session old) {
        Attachment former = old.firstAttachment();
        boolean ends = connect.cleanStart() || former != null && old.expirySeconds() == 0;
        while (former != null) {
            Will left = former.yieldSession();
            Attachment others = old.firstAttachment();
            if (ends && others == null) {
                // Its subscriptions are gone before its will is published.
                old.end(false, false);
            }
            WillKeeper.onTakenOver(old, left, former.rules(), ends);
            former = others;
        }
        if (ends) {
            old.end(false, false);
        }
        return ends ? null : old;
    }

    private Session create(boolean durable) {
        SessionUid uid = durable ? home.sessions().nextUid() : null;
        Session session = new Session(id, home, uid);
        home.sessions().add(session);
        home.lane().add(Counter.QUEUE_SETUP, 1);
        home.tell(BrokerEvent.SessionCreated.class, () -> new BrokerEvent.SessionCreated(id));
        return session;
    }

    private Admission admission(Session session, long longest) {
        SessionSettings limits = settings.session();
        boolean retries = rules.retries() && !limits.retryInterval().isZero();
        int aliases = (int) Math.min(
                connect.properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0), limits.topicAliasMaximumBroker());
        return new Admission(
                rules,
                connect.cleanStart(),
                new Welcome(connect, settings).keepAliveSeconds(),
                connect.bridge(),
                client,
                connect.properties().text(Property.AUTHENTICATION_METHOD),
                permissions,
                will,
                rules.inflightMaximum(connect, limits),
                limits.receiveMaximumBroker(),
                aliases,
                limits.topicAliasMaximumClient(),
                longest,
                connect.properties().number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1,
                session.durable() != null || retries);
    }

    private void welcome(Attachment attachment, Connack connack, boolean resumed) {
        if (attachment.isDetached()) {
            return;
        }
        ByteBuf out = connection.outbound();
        if (PacketEncoder.connack(out, rules.version(), connack, attachment.longestPacket()) == 0) {
            attachment.disconnect(ReasonCode.PACKET_TOO_LARGE, "CONNACK is larger than the client takes");
            return;
        }
        connection.attach(attachment.packets());
        connection.flushLater();
        home.lane().add(Counter.MQTT_CONNACK_SENT, rules.version(), ReasonCode.SUCCESS, 1);
        home.tell(
                BrokerEvent.ClientConnected.class,
                () -> new BrokerEvent.ClientConnected(
                        id,
                        client.userName(),
                        connection.peer().address().toString(),
                        connection.peer().listener(),
                        rules.version(),
                        connack.sessionPresent()));
        if (resumed) {
            // What it subscribed to in former times has to be allowed now, before any of it goes out.
            Reauthorization.of(attachment.session()).thenRun(attachment::start);
        } else {
            attachment.start();
        }
    }
}
