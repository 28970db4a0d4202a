package io.ternmq.session;

import io.ternmq.config.BrokerSettings;
import io.ternmq.config.QueueSettings;
import io.ternmq.config.SessionSettings;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.PublishPool;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PublishEncoder;
import io.ternmq.protocol.codec.PublishFactory;
import io.ternmq.protocol.codec.ReceiverProperties;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.Loop;
import io.ternmq.routing.Router;
import io.ternmq.routing.Routing;
import io.ternmq.routing.RoutingResult;
import io.ternmq.routing.SubscriptionTable;
import io.ternmq.store.MessageStore;
import io.ternmq.store.StoreRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the sessions of one event loop share: its counters, its lane to the store, its router, the scratch of its encoder, its
 * deadlines, and who waits for a commit. On the loop only, but for the counts.
 */
final class SessionLoop {
    /** The session expiry interval that never ends. */
    static final long NEVER_EXPIRES = 0xFFFFFFFFL;

    /** Payloads of so many bytes are sent by reference and not copied for each receiver. */
    private static final int SHARE_FROM_BYTES = 4096;

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(SessionLoop.class, "online", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;
    private final SessionPorts ports;
    private final Sessions sessions;
    private final SubscriptionTable table;
    private final RetainedMessages retained;
    private final Router router;
    private final CommitQueue commits;
    private final Counters.Lane counters;
    private final DeadlineWheel wheel;
    private final ConnectLine connectLine = new ConnectLine(this);
    private final DropLedger drops = new DropLedger(this);
    private final StoreWatch storeWatch = new StoreWatch(this);
    private final PublishEncoder encoder;
    private final PublishPool copies = new PublishPool();
    private final ReceiverProperties receiverProperties = new ReceiverProperties();
    private BrokerSettings settings;
    private QueueLimits onlineLimits;
    private QueueLimits offlineLimits;
    private final List<ClientPackets> congested = new ArrayList<>();
    private final Runnable relieve = this::relieve;
    private int turns;
    private int online;

    SessionLoop(Loop loop, Routing routing, MessageStore store, Sessions sessions, SessionPorts ports) {
        this.loop = loop;
        this.sessions = sessions;
        this.ports = ports;
        this.table = routing.table();
        this.retained = routing.retained();
        this.counters = ports.counters().lane();
        this.commits = new CommitQueue(loop, store);
        this.router = routing.open(loop, commits.lane(), counters);
        this.wheel = new DeadlineWheel(loop);
        this.encoder = new PublishEncoder(SHARE_FROM_BYTES);
        this.settings = ports.settings().get();
        this.onlineLimits = QueueLimits.online(settings.queue());
        this.offlineLimits = QueueLimits.offline(settings.queue());
    }

    void start() {
        wheel.start();
    }

    void stop() {
        wheel.stop();
    }

    // ------------------------------------------------------------------ what it is made of

    Loop loop() {
        return loop;
    }

    SessionPorts ports() {
        return ports;
    }

    Sessions sessions() {
        return sessions;
    }

    SubscriptionTable table() {
        return table;
    }

    RetainedMessages retained() {
        return retained;
    }

    Counters.Lane lane() {
        return counters;
    }

    DeadlineWheel wheel() {
        return wheel;
    }

    ConnectLine connectLine() {
        return connectLine;
    }

    long nowMillis() {
        return loop.nowMillis();
    }

    long second() {
        return loop.nowMillis() / 1000;
    }

    BrokerSettings settings() {
        BrokerSettings now = ports.settings().get();
        if (now != settings) {
            settings = now;
            QueueSettings queue = now.queue();
            onlineLimits = QueueLimits.online(queue);
            offlineLimits = QueueLimits.offline(queue);
        }
        return now;
    }

    QueueLimits onlineLimits() {
        settings();
        return onlineLimits;
    }

    QueueLimits offlineLimits() {
        settings();
        return offlineLimits;
    }

    /** A number that rises with each message that goes to one of several connections. */
    int nextTurn() {
        return ++turns;
    }

    /** Whether each message goes to one of several connections of a client id, and not to all. */
    boolean balances() {
        return settings().session().deliverMode() == SessionSettings.DeliverMode.BALANCE;
    }

    // ------------------------------------------------------------------ routing and encoding

    /** Routes a publish of a client of this loop, or a will. The result is good until the next one. */
    RoutingResult route(String mountpoint, Publish publish) {
        return router.route(publish, router.resolve(mountpoint, publish));
    }

    /** Notes who publishes a message of this moment, and until when it may be delivered. */
    void originate(Publish publish, SubscriberId publisher) {
        long expiry = publish.messageExpirySeconds();
        publish.origin(publisher, expiry < 0 ? Publish.NEVER : nowMillis() + expiry * 1000);
    }

    void publishWill(SubscriberId client, Will will) {
        route(client.mountpoint(), PublishFactory.ofWill(will, client, nowMillis()));
    }

    /** The encoder, with the publish begun. One after the other: who is given it writes before another publish is begun. */
    PublishEncoder encoderOf(Publish publish) {
        return encoder.begin(publish, nowMillis());
    }

    /** Lends the copies that windows hold until they are acknowledged. */
    PublishPool copies() {
        return copies;
    }

    /** Scratch for what a receiver gets besides; cleared by who uses it. */
    ReceiverProperties receiverProperties() {
        return receiverProperties;
    }

    // ------------------------------------------------------------------ the store, and being behind

    /** Appends to the lane, which is handed over at the end of the turn. */
    long append(StoreRecord change) {
        return commits.append(change);
    }

    CommitQueue commits() {
        return commits;
    }

    StoreWatch storeWatch() {
        return storeWatch;
    }

    /** Whether the store has to keep something before the publish may be acknowledged. */
    boolean needsStore(String mountpoint, Publish publish) {
        return router.needsStore(publish, router.resolve(mountpoint, publish));
    }

    /** Clients that are answered while the store fails are read again. */
    void relieveAnswered() {
        for (ClientPackets client : List.copyOf(congested)) {
            if (client.isAnsweredWhileStoreFails()) {
                congested.remove(client);
                client.onRelieved();
            }
        }
    }

    /** Runs the task on this loop, never on the caller's stack, when loops and store have caught up. */
    void whenRelieved(Runnable task) {
        router.whenRelieved(task);
    }

    /** Reading from the connection is paused until loops and store have caught up. */
    void pauseUntilRelieved(ClientPackets client) {
        congested.add(client);
        if (congested.size() == 1) {
            router.whenRelieved(relieve);
        }
    }

    private void relieve() {
        List<ClientPackets> paused = List.copyOf(congested);
        congested.clear();
        for (ClientPackets client : paused) {
            client.onRelieved();
        }
    }

    // ------------------------------------------------------------------ counting and telling

    <E extends BrokerEvent> void tell(Class<E> type, Supplier<E> event) {
        if (ports.events().wants(type)) {
            ports.events().publish(event.get());
        }
    }

    void countDrop(SubscriberId receiver, Publish publish, Qos qos, DropReason reason) {
        counters.add(Counter.MESSAGE_DROP, reason, 1);
        drops.add(receiver, reason);
        switch (reason) {
            case EXPIRED -> counters.add(Counter.QUEUE_MESSAGE_EXPIRED, 1);
            case OFFLINE_QOS0, SESSION_ENDED -> counters.add(Counter.QUEUE_MESSAGE_UNHANDLED, 1);
            case QUEUE_FULL, QUEUE_BYTES_FULL, SLOW_RECEIVER, MEMORY_PRESSURE, MAX_PACKET_SIZE_EXCEEDED ->
                counters.add(Counter.QUEUE_MESSAGE_DROP, 1);
            case NO_SHARED_MEMBER, NOT_AUTHORIZED, SYSTEM_TOPIC, RECEIVER_FAILED, STORE_UNAVAILABLE, STORE_DAMAGED -> {
                // These never were a session's; the reason alone is counted.
            }
        }
        if (ports.events().wants(BrokerEvent.MessageDropped.class)) {
            String topic = publish.topic().toString();
            ports.events().publish(new BrokerEvent.MessageDropped(receiver, topic, qos.value(), reason));
        }
    }

    /** Who has lost what. */
    DropLedger drops() {
        return drops;
    }

    /** Counts messages that are dropped without having been looked at, as they are in the store only. */
    void countDrops(int count, DropReason reason) {
        counters.add(Counter.MESSAGE_DROP, reason, count);
        switch (reason) {
            case EXPIRED -> counters.add(Counter.QUEUE_MESSAGE_EXPIRED, count);
            case SESSION_ENDED -> counters.add(Counter.QUEUE_MESSAGE_UNHANDLED, count);
            default -> counters.add(Counter.QUEUE_MESSAGE_DROP, count);
        }
    }

    void countOnline(int difference) {
        COUNT.setOpaque(this, online + difference);
    }

    /** Connected sessions of this loop; from any thread. */
    int online() {
        return (int) COUNT.getOpaque(this);
    }

    /** A session has ended. */
    void forget(Session session, boolean release) {
        counters.add(Counter.QUEUE_TEARDOWN, 1);
        drops.forget(session.id());
        sessions.remove(session, release);
    }
}
