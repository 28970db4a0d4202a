package io.ternmq.session;

import io.ternmq.access.Client;
import io.ternmq.access.Permissions;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PacketEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a session: what lives as long as the connection does, and its beginning and end. On the home loop only.
 *
 * <p>Its states: attached, and then started when CONNACK has been sent, before which nothing else is sent; detached when the
 * connection is lost, taken over or disconnected by the broker, whichever is first. After that nothing is taken from it or sent.
 */
final class Attachment extends Deadline {
    /** The next connection of the session; the session's. */
    @Nullable
    Attachment next;
    /** When it was its turn to get a message that goes to one of several connections. */
    int lastTurn;

    private final Session session;
    private final SessionLoop home;
    private final Connection connection;
    private final VersionRules rules;
    private final boolean cleanStart;
    private final boolean bridge;
    private final boolean problemInformation;
    private final boolean keepsUnacknowledged;
    private final char keepAliveSeconds;
    private final OutboundFlow outbound;
    private final InboundFlow inbound;
    private final Acknowledgements acknowledgements;
    private final ClientPackets packets;
    private final long connectedAtMillis;
    private Client client;
    private Permissions permissions;
    private @Nullable LeftWill will;
    private @Nullable RetainedReplay replay;
    private @Nullable ConnectTime connectTime;
    private boolean started;
    private boolean detached;
    private boolean drainsLater;

    /** Attaches the admitted client's connection to the session and takes over what waits for it. */
    Attachment(Session session, Connection connection, Admission admission) {
        this.session = session;
        this.home = session.home();
        this.connection = connection;
        this.rules = admission.rules();
        this.client = admission.client();
        this.cleanStart = admission.cleanStart();
        this.keepAliveSeconds = (char) admission.keepAliveSeconds();
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
        this.acknowledgements = new Acknowledgements(this, inbound);
        this.packets = new ClientPackets(this, inbound, admission.method());
        this.replay = backlog == null ? null : backlog.replay;
        if (replay != null) {
            replay.continueOn(this);
        }
        endAt(client.endsAtMillis());
    }

    // ------------------------------------------------------------------ what it is

    SubscriberId id() {
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

    /** Whether the client asked to begin anew. */
    boolean cleanStart() {
        return cleanStart;
    }

    /** The keep alive that holds; 0 for none. */
    int keepAliveSeconds() {
        return keepAliveSeconds;
    }

    @Nullable
    String userName() {
        return client.userName();
    }

    Client client() {
        return client;
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

    /** The client has authenticated again, or more is known of it now. */
    void admitAgain(Client known) {
        client = known;
        endAt(known.endsAtMillis());
        permissions = home.ports().authorizer().permissionsOf(known, new DecisionBell(home.loop(), packets::onDecided));
    }

    /** Until when the client is admitted, wall clock in milliseconds; {@link Long#MAX_VALUE} for ever. */
    private void endAt(long millis) {
        ConnectTime ends = connectTime;
        if (millis < Long.MAX_VALUE) {
            ends = ends == null ? new ConnectTime(this) : ends;
            connectTime = ends;
            home.wheel().schedule(ends, millis);
        } else if (ends != null) {
            home.wheel().cancel(ends);
        }
    }

    ClientPackets packets() {
        return packets;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    OutboundFlow outbound() {
        return outbound;
    }

    InboundFlow inbound() {
        return inbound;
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
        if (detached) {
            return;
        }
        started = true;
        outbound.drain();
        outbound.trimUnlessOverridden();
        connection.resumeDecoding();
    }

    // ------------------------------------------------------------------ sending

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

    /** The connection is gone. */
    void onLost() {
        if (!detached) {
            leave();
            WillKeeper.onLost(session, takeWill(), client, rules);
        }
    }

    /** The broker ends the connection; its session goes on without it, or ends with it. */
    void disconnect(ReasonCode reason, String detail) {
        if (!detached) {
            leave();
            WillKeeper.onLost(session, takeWill(), client, rules);
            close(reason, detail);
        }
    }

    /** Another connection of the client takes the session over; gives the will, which the caller sees to. */
    @Nullable
    Will yieldSession() {
        leave();
        close(ReasonCode.SESSION_TAKEN_OVER, "the client has connected again");
        LeftWill left = takeWill();
        return left == null ? null : left.will();
    }

    @Nullable
    Will will() {
        LeftWill left = will;
        return left == null ? null : left.will();
    }

    @Nullable
    LeftWill leftWill() {
        return will;
    }

    /** The same will, as it is rewritten now. */
    void rewriteWill(LeftWill now) {
        will = now;
    }

    /** The client has said good-bye, or may leave no such will any more. */
    void forgetWill() {
        will = null;
    }

    private @Nullable LeftWill takeWill() {
        LeftWill left = will;
        will = null;
        return left;
    }

    private void leave() {
        detached = true;
        home.wheel().cancel(this);
        endAt(Long.MAX_VALUE);
        session.detach(this);
        packets.onDetached();
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
