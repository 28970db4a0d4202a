package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.access.Client;
import io.ternmq.access.Permissions;
import io.ternmq.config.Expiry;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a session: what lives as long as the connection does. It passes packets to the flows of either direction and
 * ends them together. On the home loop only.
 *
 * <p>Its states: attached, and then started when CONNACK has been sent, before which nothing else is sent; detached when the
 * connection is lost, taken over or disconnected by the broker, whichever is first. After that nothing is taken from it or sent.
 */
final class Attachment extends Deadline implements AttachedSession, PendingAcknowledgements.Sender {
    @Nullable
    Attachment next;

    private final Session session;
    private final SessionLoop home;
    private final Connection connection;
    private final VersionRules rules;
    private @Nullable String userName;
    private final boolean bridge;
    private final boolean problemInformation;
    private final boolean keepsUnacknowledged;
    private final OutboundFlow outbound;
    private final InboundFlow inbound;
    private final long connectedAtMillis;
    private Permissions permissions;
    private @Nullable Will will;
    private @Nullable PendingAcknowledgements pending;
    private @Nullable SubscribeDecisions subscribing;
    private @Nullable RetainedReplay replay;
    private final @Nullable Reauthentication reauthentication;
    private @Nullable Runnable awaitsDecision;
    private boolean listed;
    private boolean started;
    private boolean detached;
    private boolean parked;
    private boolean congested;
    private boolean drainsLater;

    /** Attaches the admitted client's connection to the session and takes over what waits for it. */
    Attachment(Session session, Connection connection, Admission admission) {
        this.session = session;
        this.home = session.home();
        this.connection = connection;
        this.rules = admission.rules();
        this.userName = admission.userName();
        this.bridge = admission.bridge();
        this.problemInformation = admission.problemInformation();
        this.keepsUnacknowledged = admission.keepsUnacknowledged();
        this.permissions = admission.permissions();
        this.will = admission.will();
        this.connectedAtMillis = home.nowMillis();
        Backlog backlog = session.attach(this);
        PublishSender sender = new PublishSender(this, admission.aliasMaximum(), admission.longestPacket());
        this.outbound = new OutboundFlow(this, admission.inflightMaximum(), sender, backlog);
        this.inbound = new InboundFlow(this, admission.receiveMaximum(), admission.inboundAliasMaximum(), backlog);
        this.replay = backlog == null ? null : backlog.replay;
        if (replay != null) {
            replay.continueOn(this);
        }
        String method = admission.method();
        this.reauthentication = method == null ? null : new Reauthentication(this, method);
    }

    // ------------------------------------------------------------------ what it is

    @Override
    public SubscriberId id() {
        return session.id();
    }

    Session session() {
        return session;
    }

    Connection connection() {
        return connection;
    }

    VersionRules rules() {
        return rules;
    }

    ProtocolVersion version() {
        return rules.version();
    }

    /** Whether the client asked, by its protocol level, for what a bridge needs. */
    boolean isBridge() {
        return bridge;
    }

    @Nullable
    String userName() {
        return userName;
    }

    long connectedAtMillis() {
        return connectedAtMillis;
    }

    /** Whether reason strings may be sent besides CONNACK and DISCONNECT (MQTT-3.1.2-29). */
    boolean wantsProblemInformation() {
        return problemInformation;
    }

    /** Whether messages under way are kept so that they can be sent again. */
    boolean keepsUnacknowledged() {
        return keepsUnacknowledged;
    }

    Permissions permissions() {
        return permissions;
    }

    /** The client has authenticated again. */
    void admitAgain(Client client) {
        userName = client.userName();
        permissions = home.ports().authorizer().permissionsOf(client, new DecisionBell(home.loop(), this::onDecided));
    }

    OutboundFlow outbound() {
        return outbound;
    }

    boolean isStarted() {
        return started && !detached;
    }

    boolean isDetached() {
        return detached;
    }

    int longestPacket() {
        return (int) Math.min(connection.maximumPacketSize(), PacketEncoder.NO_LIMIT);
    }

    /** CONNACK has been sent: what waits goes out, and packets are taken. */
    void start() {
        started = true;
        outbound.drain();
        outbound.trimUnlessOverridden();
        connection.resumeDecoding();
    }

    // ------------------------------------------------------------------ packets

    @Override
    public Next onPublish(Publish publish) {
        if (detached) {
            return Next.STOP;
        }
        boolean again = parked;
        parked = false;
        return inbound.onPublish(publish, again);
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode code, Properties properties) {
        if (detached) {
            return Next.STOP;
        }
        boolean legal = switch (type) {
            case PUBACK -> count(Counter.MQTT_PUBACK_RECEIVED, code) && outbound.onPuback(packetId);
            case PUBREC -> count(Counter.MQTT_PUBREC_RECEIVED, code) && outbound.onPubrec(packetId, code);
            case PUBREL -> count(Counter.MQTT_PUBREL_RECEIVED, code) && inbound.onPubrel(packetId);
            case PUBCOMP -> count(Counter.MQTT_PUBCOMP_RECEIVED, code) && outbound.onPubcomp(packetId);
            default -> throw new IllegalArgumentException(type + " is no acknowledgement of a publish");
        };
        if (!legal) {
            disconnect(ReasonCode.PROTOCOL_ERROR, type + " " + packetId + " doesn't fit the state of its message");
            return Next.STOP;
        }
        return detached ? Next.STOP : Next.CONTINUE;
    }

    private boolean count(Counter counter, ReasonCode code) {
        home.lane().add(counter, version(), code, 1);
        return true;
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        if (detached) {
            return Next.STOP;
        }
        SubscribeDecisions decisions = subscribing;
        if (decisions == null || !parked) {
            home.lane().add(Counter.MQTT_SUBSCRIBE_RECEIVED, version(), 1);
            decisions = new SubscribeDecisions(subscribe);
        }
        parked = false;
        if (!decisions.ask(permissions)) {
            subscribing = decisions;
            return park();
        }
        subscribing = null;
        return SubscribeFlow.onSubscribe(this, subscribe, decisions);
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        if (detached) {
            return Next.STOP;
        }
        home.lane().add(Counter.MQTT_UNSUBSCRIBE_RECEIVED, version(), 1);
        SubscribeFlow.onUnsubscribe(this, unsubscribe);
        return Next.CONTINUE;
    }

    @Override
    public Next onAuth(Auth auth) {
        if (detached) {
            return Next.STOP;
        }
        home.lane().add(Counter.MQTT_AUTH_RECEIVED, version(), auth.reasonCode(), 1);
        Reauthentication exchange = reauthentication;
        if (exchange == null) {
            disconnect(ReasonCode.PROTOCOL_ERROR, "AUTH without an authentication method in CONNECT");
            return Next.STOP;
        }
        exchange.onAuth(auth);
        return detached ? Next.STOP : Next.CONTINUE;
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        if (detached) {
            return Next.STOP;
        }
        home.lane().add(Counter.MQTT_DISCONNECT_RECEIVED, version(), disconnect.reasonCode(), 1);
        if (disconnect.properties().has(Property.SESSION_EXPIRY_INTERVAL) && !changeExpiry(disconnect)) {
            disconnect(
                    ReasonCode.PROTOCOL_ERROR, "DISCONNECT makes a session last that was to end with its connection");
            return Next.STOP;
        }
        if (disconnect.reasonCode() == ReasonCode.SUCCESS) {
            // MQTT-3.14.4-3: a client that says good-bye wants no will.
            will = null;
        }
        return Next.STOP;
    }

    /** MQTT 5 section 3.14.2.2.2: an interval of zero in CONNECT can't be changed any more. */
    private boolean changeExpiry(Disconnect disconnect) {
        long asked = disconnect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0);
        if (session.expirySeconds() == 0 && asked != 0) {
            return false;
        }
        Expiry most = home.settings().session().maxSessionExpiry();
        session.expirySeconds(Math.min(asked, most.seconds()));
        return true;
    }

    // ------------------------------------------------------------------ waiting for decisions

    /** The packet waits for a decision and is offered again. */
    Next park() {
        parked = true;
        connection.pause(Connection.Pause.DECISION);
        return Next.RETRY;
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
        if (parked && !detached) {
            connection.resume(Connection.Pause.DECISION);
            connection.resumeDecoding();
        }
    }

    /** Loops or store are behind: no more is read before they have caught up. */
    void pauseForCongestion() {
        if (!congested) {
            congested = true;
            connection.pause(Connection.Pause.CONGESTION);
            home.pauseUntilRelieved(this);
        }
    }

    void onRelieved() {
        congested = false;
        if (!detached) {
            connection.resume(Connection.Pause.CONGESTION);
        }
    }

    // ------------------------------------------------------------------ acknowledging

    /** Sends an acknowledgement behind all that wait. */
    void acknowledge(PacketType type, int packetId, ReasonCode code) {
        acknowledgeAfter(0, type, packetId, code);
    }

    /** Sends an acknowledgement when the position is committed and all acknowledgements before it have left. */
    void acknowledgeAfter(long position, PacketType type, int packetId, ReasonCode code) {
        if (detached) {
            return;
        }
        PendingAcknowledgements before = pending;
        if ((before == null || before.isEmpty()) && home.committed(position)) {
            send(type, packetId, code);
            return;
        }
        if (before == null) {
            before = new PendingAcknowledgements();
            pending = before;
        }
        before.add(type, packetId, code, position);
        if (!listed) {
            listed = true;
            home.acknowledgesLater(this);
        }
    }

    /** The store has come that far; gives whether no acknowledgement waits any more. */
    boolean releaseAcknowledgements(long committed) {
        PendingAcknowledgements waiting = pending;
        if (waiting != null && !detached) {
            waiting.release(committed, this);
        }
        listed = waiting != null && !detached && !waiting.isEmpty();
        return !listed;
    }

    @Override
    public void send(PacketType type, int packetId, ReasonCode code) {
        ByteBuf out = connection.outbound();
        PacketEncoder.acknowledgement(out, version(), type, packetId, code);
        connection.flushLater();
        Counter counter = switch (type) {
            case PUBACK -> Counter.MQTT_PUBACK_SENT;
            case PUBREC -> Counter.MQTT_PUBREC_SENT;
            case PUBREL -> Counter.MQTT_PUBREL_SENT;
            default -> Counter.MQTT_PUBCOMP_SENT;
        };
        home.lane().add(counter, version(), code, 1);
        inbound.onAcknowledged(type, code);
    }

    // ------------------------------------------------------------------ sending

    @Override
    public void onWritable() {
        outbound.drain();
    }

    /** There is more to send than fits one go. */
    void drainLater() {
        if (!drainsLater) {
            drainsLater = true;
            home.loop().execute(this::drainAgain);
        }
    }

    private void drainAgain() {
        drainsLater = false;
        outbound.drain();
    }

    /** Nothing more can be sent, or nothing is left: retained messages may follow. */
    void onCaughtUp() {
        RetainedReplay running = replay;
        if (running != null && running.step()) {
            replay = null;
        }
    }

    /** The retained messages of new subscriptions, one set of them after the other. */
    RetainedReplay replay() {
        RetainedReplay running = replay;
        if (running == null) {
            running = new RetainedReplay(this);
            replay = running;
        }
        return running;
    }

    void armRetry() {
        if (!scheduled && rules.retries()) {
            long seconds = home.settings().session().retryInterval().toSeconds();
            if (seconds > 0) {
                home.wheel().schedule(this, home.nowMillis() + seconds * 1000);
            }
        }
    }

    @Override
    void onDue() {
        long seconds = home.settings().session().retryInterval().toSeconds();
        if (seconds > 0 && isStarted()) {
            long wait = outbound.retry(seconds);
            if (wait > 0) {
                home.wheel().schedule(this, home.nowMillis() + wait * 1000);
            }
        }
    }

    // ------------------------------------------------------------------ the end

    @Override
    public void onClosed(ReasonCode reason, String detail) {
        if (!detached) {
            leave();
            WillKeeper.onLost(session, takeWill(), rules);
        }
    }

    /** The broker ends the connection; its session goes on without it, or ends with it. */
    void disconnect(ReasonCode reason, String detail) {
        if (!detached) {
            leave();
            WillKeeper.onLost(session, takeWill(), rules);
            close(reason, detail);
        }
    }

    /** Another connection of the client takes the session over; gives the will, which the caller sees to. */
    @Nullable
    Will yieldSession() {
        leave();
        close(ReasonCode.SESSION_TAKEN_OVER, "the client has connected again");
        return takeWill();
    }

    private @Nullable Will takeWill() {
        Will left = will;
        will = null;
        return left;
    }

    private void leave() {
        detached = true;
        home.wheel().cancel(this);
        session.detach(this);
        runAwaiting();
    }

    /** Before CONNACK there is no DISCONNECT (MQTT-3.14.0-1). */
    private void close(ReasonCode reason, String detail) {
        if (started) {
            connection.disconnect(reason, detail);
        } else {
            connection.refuse(new Connack(false, ReasonCode.SERVER_UNAVAILABLE, Properties.NONE), detail);
        }
    }

    /** Hands over what the session keeps. */
    void surrender(Backlog backlog) {
        outbound.surrender(backlog);
        backlog.receivedIds = inbound.receivedIds();
        backlog.replay = replay;
        replay = null;
    }
}
