package io.ternmq.session;

import io.ternmq.config.Expiry;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import org.jspecify.annotations.Nullable;

/**
 * Takes the packets of an attached client, in order, and gives each to the flow that it belongs to. A packet that needs a
 * decision which isn't there yet, or a store that fails, is parked: nothing behind it is read, and it is offered again when the
 * decision has been made or the store is back. On the home loop only.
 */
final class ClientPackets implements AttachedSession {
    private final Attachment attachment;
    private final InboundFlow inbound;
    private final @Nullable Reauthentication reauthentication;
    private @Nullable SubscribeDecisions subscribing;
    private @Nullable Runnable awaitsDecision;
    private boolean parked;
    private boolean congested;

    /**
     * Packets of a client.
     *
     * @param method of its enhanced authentication, or null
     */
    ClientPackets(Attachment attachment, InboundFlow inbound, @Nullable String method) {
        this.attachment = attachment;
        this.inbound = inbound;
        this.reauthentication = method == null ? null : new Reauthentication(attachment, method);
    }

    @Override
    public SubscriberId id() {
        return attachment.id();
    }

    private SessionLoop home() {
        return attachment.session().home();
    }

    // ------------------------------------------------------------------ packets

    @Override
    public Next onPublish(Publish publish) {
        assert home().loop().inLoop() : "not on the home loop of " + id();
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        boolean again = parked;
        parked = false;
        return inbound.onPublish(publish, this, again);
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode code, Properties properties) {
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        boolean legal = switch (type) {
            case PUBACK ->
                count(Counter.MQTT_PUBACK_RECEIVED, code)
                        && attachment.outbound().onPuback(packetId);
            case PUBREC ->
                count(Counter.MQTT_PUBREC_RECEIVED, code)
                        && attachment.outbound().onPubrec(packetId, code);
            case PUBREL -> count(Counter.MQTT_PUBREL_RECEIVED, code) && inbound.onPubrel(packetId);
            case PUBCOMP ->
                count(Counter.MQTT_PUBCOMP_RECEIVED, code)
                        && attachment.outbound().onPubcomp(packetId);
            default -> throw new IllegalArgumentException(type + " is no acknowledgement of a publish");
        };
        if (!legal) {
            attachment.disconnect(
                    ReasonCode.PROTOCOL_ERROR, type + " " + packetId + " doesn't fit the state of its message");
            return Next.STOP;
        }
        return attachment.isDetached() ? Next.STOP : Next.CONTINUE;
    }

    private boolean count(Counter counter, ReasonCode code) {
        home().lane().add(counter, attachment.version(), code, 1);
        return true;
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        SubscribeDecisions decisions = subscribing;
        if (decisions == null || !parked) {
            home().lane().add(Counter.MQTT_SUBSCRIBE_RECEIVED, attachment.version(), 1);
            decisions = new SubscribeDecisions(subscribe);
        }
        parked = false;
        if (!decisions.ask(attachment.permissions(), home().sessions().rightsVersion())) {
            subscribing = decisions;
            return parkForDecision();
        }
        subscribing = null;
        return SubscribeFlow.onSubscribe(attachment, subscribe, decisions);
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        home().lane().add(Counter.MQTT_UNSUBSCRIBE_RECEIVED, attachment.version(), 1);
        SubscribeFlow.onUnsubscribe(attachment, unsubscribe);
        return Next.CONTINUE;
    }

    @Override
    public Next onAuth(Auth auth) {
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        home().lane().add(Counter.MQTT_AUTH_RECEIVED, attachment.version(), auth.reasonCode(), 1);
        Reauthentication exchange = reauthentication;
        if (exchange == null) {
            attachment.disconnect(ReasonCode.PROTOCOL_ERROR, "AUTH without an authentication method in CONNECT");
            return Next.STOP;
        }
        exchange.onAuth(auth);
        return attachment.isDetached() ? Next.STOP : Next.CONTINUE;
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        if (attachment.isDetached()) {
            return Next.STOP;
        }
        home().lane().add(Counter.MQTT_DISCONNECT_RECEIVED, attachment.version(), disconnect.reasonCode(), 1);
        if (disconnect.properties().has(Property.SESSION_EXPIRY_INTERVAL) && !changeExpiry(disconnect)) {
            attachment.disconnect(
                    ReasonCode.PROTOCOL_ERROR, "DISCONNECT makes a session last that was to end with its connection");
            return Next.STOP;
        }
        if (disconnect.reasonCode() == ReasonCode.SUCCESS) {
            // MQTT-3.14.4-3: a client that says good-bye wants no will.
            attachment.forgetWill();
        }
        return Next.STOP;
    }

    /** MQTT 5 section 3.14.2.2.2: an interval of zero in CONNECT can't be changed any more. */
    private boolean changeExpiry(Disconnect disconnect) {
        long asked = disconnect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0);
        if (attachment.session().expirySeconds() == 0 && asked != 0) {
            return false;
        }
        Expiry most = home().settings().session().maxSessionExpiry();
        attachment.session().expirySeconds(Math.min(asked, most.seconds()));
        return true;
    }

    // ------------------------------------------------------------------ packets that wait

    /** The packet waits for a decision and is offered again. */
    Next parkForDecision() {
        return park(Connection.Pause.DECISION);
    }

    /** The packet waits until the store commits again, and is offered again. */
    Next parkForStore() {
        home().storeWatch().park(this);
        return park(Connection.Pause.STORE);
    }

    private Next park(Connection.Pause reason) {
        parked = true;
        attachment.connection().pause(reason);
        return Next.RETRY;
    }

    private void unpark(Connection.Pause reason) {
        if (parked && !attachment.isDetached()) {
            attachment.connection().resume(reason);
            attachment.connection().resumeDecoding();
        }
    }

    void onStoreBack() {
        unpark(Connection.Pause.STORE);
    }

    /** Runs the task when the permissions say that a decision has been made, or the connection is gone. */
    void whenDecided(Runnable task) {
        Runnable before = awaitsDecision;
        awaitsDecision = before == null
                ? task
                : () -> {
                    before.run();
                    task.run();
                };
    }

    private void runAwaiting() {
        Runnable waiting = awaitsDecision;
        if (waiting != null) {
            awaitsDecision = null;
            waiting.run();
        }
    }

    /** A decision has been made. */
    void onDecided() {
        runAwaiting();
        unpark(Connection.Pause.DECISION);
    }

    /** Loops or store are behind: no more is read before they have caught up. */
    void pauseForCongestion() {
        if (!congested) {
            congested = true;
            attachment.connection().pause(Connection.Pause.CONGESTION);
            home().pauseUntilRelieved(this);
        }
    }

    /** Whether the client can be told that its messages are not kept, so that it needn't be left unread. */
    boolean isAnsweredWhileStoreFails() {
        return attachment.version().hasProperties();
    }

    void onRelieved() {
        congested = false;
        if (!attachment.isDetached()) {
            attachment.connection().resume(Connection.Pause.CONGESTION);
        }
    }

    /** The connection is gone, or its session is another connection's. */
    void onDetached() {
        runAwaiting();
    }

    @Override
    public void onWritable() {
        attachment.outbound().drain();
    }

    @Override
    public void onClosed(ReasonCode reason, String detail) {
        assert home().loop().inLoop() : "not on the home loop of " + id();
        attachment.onLost();
    }
}
