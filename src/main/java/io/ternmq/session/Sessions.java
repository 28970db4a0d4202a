package io.ternmq.session;

import io.ternmq.access.Authorizer;
import io.ternmq.access.Client;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.routing.Loop;
import io.ternmq.routing.Loops;
import io.ternmq.routing.Routing;
import io.ternmq.routing.Subscription;
import io.ternmq.store.MessageStore;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node. Thread safe: look-ups answer at once and may be a moment old; what changes a session is done on its
 * home loop and answered by a future.
 *
 * <p>Protocol: the table is read by any thread and changed only on the home loop of the subscriber id concerned, so an id has one
 * session at a time and nobody needs a lock.
 */
public final class Sessions implements Connectors {
    /** Connections that are ended in one go when the node stops. */
    private static final int STOP_SLICE = 256;

    private final Map<SubscriberId, Session> table = new ConcurrentHashMap<>();
    private final SessionIndex index = new SessionIndex();
    private final SessionScan scan = new SessionScan(index);
    private final SessionPorts ports;
    private final Loops loops;
    private final List<SessionLoop> homes;
    private final AtomicLong uids = new AtomicLong();
    private final AtomicInteger rightsVersion = new AtomicInteger();
    private final DirectLimits directLimits = new DirectLimits();
    private volatile boolean stopping;

    /** Sessions for these loops; opens their lanes of the store and their routers. */
    public Sessions(SessionPorts ports, Loops loops, Routing routing, MessageStore store) {
        this.ports = ports;
        this.loops = loops;
        this.homes = loops.all().stream()
                .map(loop -> new SessionLoop(loop, routing, store, this, ports))
                .toList();
        // Before the walks that it begins: whoever comes too late for a walk sees that it has to look itself.
        ports.authorizer().onChange(rightsVersion::incrementAndGet);
        for (SessionLoop home : homes) {
            home.loop().execute(home::start);
            Revision revision = new Revision(home);
            ports.authorizer().onChange(() -> revise(revision));
        }
        store.onHealth(health -> {
            for (SessionLoop home : homes) {
                home.loop().execute(() -> home.storeWatch().onHealth(health.takesMessages()));
            }
        });
    }

    /**
     * Takes up the sessions that the store has kept, and publishes the wills of clients that were connected when the broker ended
     * without a good-bye. To be called once, before clients are served and never on a loop; waits until it is done.
     */
    public void recover(StoreRecovery found) {
        uids.set(Math.max(uids.get(), found.highestSession()));
        new SessionRecovery(this).run(found);
    }

    @Override
    public Connector connector(Connection connection) {
        return new ConnectFlow(this, connection);
    }

    /** When the node stops everybody leaves anyway, and soon there is no loop to go through its sessions. */
    private void revise(Revision revision) {
        if (!stopping) {
            revision.tell();
        }
    }

    SessionPorts ports() {
        return ports;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Another one each time that rights, bans or users have changed. */
    int rightsVersion() {
        return rightsVersion.get();
    }

    DirectLimits directLimits() {
        return directLimits;
    }

    SessionLoop loopOf(Loop loop) {
        return homes.get(loop.index());
    }

    SessionLoop homeOf(SubscriberId id) {
        return loopOf(loops.homeOf(id));
    }

    SessionUid nextUid() {
        return new SessionUid(ports.node(), uids.incrementAndGet());
    }

    // ------------------------------------------------------------------ the table

    @Nullable
    Session find(SubscriberId id) {
        return table.get(id);
    }

    /** All of them, weakly consistent. */
    Iterator<Session> all() {
        return table.values().iterator();
    }

    void add(Session session) {
        table.put(session.id(), session);
        index.add(session);
    }

    /** The session is gone; its owner is told if so asked. */
    void remove(Session session, boolean release) {
        table.remove(session.id(), session);
        index.remove(session);
        if (release) {
            ports.ownership().release(session.id());
        }
    }

    // ------------------------------------------------------------------ views

    /** What a session is like, or null when there is none. */
    public @Nullable SessionView view(SubscriberId id) {
        Session session = table.get(id);
        return session == null ? null : session.view();
    }

    /** Goes over all sessions in order. */
    public SessionScan scan() {
        return scan;
    }

    /** Everything about a session; empty when there is none. */
    public CompletableFuture<Optional<SessionDetails>> details(SubscriberId id) {
        return ask(id, Optional.empty(), session -> Optional.of(SessionDetails.of(session)));
    }

    /** The subscriptions of a session; empty when there is none. */
    public CompletableFuture<Collection<Subscription>> subscriptions(SubscriberId id) {
        return ask(id, List.of(), Session::subscriptions);
    }

    /**
     * The subscriptions of the sessions that come after one in the order of client ids.
     *
     * @param most at the most so many sessions are looked at
     */
    public CompletableFuture<SubscribedSessions> subscriptionsAfter(@Nullable SubscriberId after, int most) {
        return SubscribedSessions.of(scan.next(after, most), most);
    }

    /** Sessions that have a connection. */
    public int online() {
        int sum = 0;
        for (SessionLoop home : homes) {
            sum += home.online();
        }
        return sum;
    }

    /** Sessions that wait for their client. */
    public int offline() {
        return Math.max(0, table.size() - online());
    }

    /** Messages that wait in all sessions, and their bytes; walks over all sessions. */
    public Waiting waiting() {
        long messages = 0;
        long bytes = 0;
        for (Session session : table.values()) {
            SessionView view = session.view();
            messages += view.queuedMessages();
            bytes += view.queuedBytes();
        }
        return new Waiting(messages, bytes);
    }

    /** What waits in sessions. */
    public record Waiting(long messages, long bytes) {}

    /** Subscriber ids whose session is being claimed or taken over; for tests, when all loops are at rest. */
    int busyIds() {
        int sum = 0;
        for (SessionLoop home : homes) {
            sum += home.connectLine().size();
        }
        return sum;
    }

    // ------------------------------------------------------------------ operations

    /**
     * Disconnects a session's clients.
     *
     * @param cleanup whether the session ends as well
     * @return whether there was such a session
     */
    public CompletableFuture<Boolean> disconnect(SubscriberId id, ReasonCode reason, String detail, boolean cleanup) {
        return ask(id, false, session -> {
            if (cleanup) {
                session.expirySeconds(0);
            }
            session.disconnectAll(reason, detail);
            if (cleanup) {
                session.end(false, true);
            }
            return true;
        });
    }

    /** Takes a subscription back in the client's name; gives whether there was one. */
    public CompletableFuture<Boolean> unsubscribe(SubscriberId id, TopicFilter filter) {
        return ask(id, false, session -> session.unsubscribe(filter) >= 0);
    }

    /**
     * Asks for every subscription of a connected client anew whether it is allowed, and takes back those that aren't. Gives the
     * filters taken back.
     */
    public CompletableFuture<List<TopicFilter>> reauthorize(SubscriberId id) {
        return CompletableFuture.supplyAsync(() -> table.get(id), homeOf(id).loop())
                .thenCompose(session -> session == null
                        ? CompletableFuture.completedFuture(List.of())
                        : Reauthorization.renewed(session));
    }

    /** A connected client as rules know it; empty when there is none. */
    public CompletableFuture<Optional<Client>> client(SubscriberId id) {
        return ask(
                id,
                Optional.empty(),
                session -> Optional.ofNullable(session.firstAttachment()).map(Attachment::client));
    }

    /**
     * Which connected clients would lose or gain what by other rights, by their subscriptions and by what they were allowed or
     * refused lately. Changes nothing.
     *
     * @param most changes that are listed, and at the most so many thousand clients that are looked at
     */
    public CompletableFuture<RightsPreview> preview(Authorizer proposed, int most) {
        List<CompletableFuture<RightsPreview>> parts = new ArrayList<>();
        for (SessionLoop home : homes) {
            parts.add(PreviewWalk.start(home, proposed, most));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream()
                        .map(CompletableFuture::join)
                        .reduce(RightsPreview.NOTHING, (one, other) -> one.and(other, most)));
    }

    /** Publishes a message of somebody without a connection, if that is allowed; the flow tells what becomes of it. */
    public DirectFlow publish(DirectPublish message) {
        DirectFlow flow = new DirectFlow(this, message);
        flow.start();
        return flow;
    }

    private <T> CompletableFuture<T> ask(SubscriberId id, T absent, Function<Session, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        homeOf(id).loop().execute(() -> {
            Session session = table.get(id);
            try {
                answer.complete(session == null ? absent : question.apply(session));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /**
     * Stops: takes no new clients, and disconnects all with 0x8B (server shutting down), some in each turn of a loop. Wills of
     * those clients are published. The future is done when all have been told.
     */
    public CompletableFuture<Void> stop() {
        stopping = true;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (SessionLoop home : homes) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            home.loop().execute(() -> stopSlice(home, table.values().iterator(), done));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private void stopSlice(SessionLoop home, Iterator<Session> rest, CompletableFuture<Void> done) {
        for (int told = 0; rest.hasNext() && told < STOP_SLICE; ) {
            Session session = rest.next();
            if (session.home() == home && session.firstAttachment() != null) {
                session.disconnectAll(ReasonCode.SERVER_SHUTTING_DOWN, "the node stops");
                told++;
            }
        }
        if (rest.hasNext()) {
            home.loop().execute(() -> stopSlice(home, rest, done));
        } else {
            home.stop();
            done.complete(null);
        }
    }
}
