package io.ternmq.session;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.access.PublishChange;
import io.ternmq.access.Review;
import io.ternmq.config.Durability;
import io.ternmq.config.ListenerSettings;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.codec.PublishFactory;
import io.ternmq.routing.RoutingResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of one message of somebody without a connection: judged as that of a client that connects, publishes and goes, by the same
 * sources, bans, rules and ownership of client ids, and routed as such; but no session is made or taken over for it. A QoS of 2 is
 * that of its deliveries; towards whoever asked it is published once and answered once, as with QoS 1.
 *
 * <p>Protocol: all is done on the home loop of the client id, first of the one that was asked for, then of the one that the sources
 * have made of it.
 *
 * <pre>
 *   JUDGED     who it is and what it may are being found out; several answers may have to be waited for
 *   TAKEN      it is routed; its answer waits for the store and for who is behind
 *   ABANDONED  it was refused, or whoever asked has given up before it was taken, and it is not published any more
 * </pre>
 * It leaves JUDGED by one compare-and-set, on the loop or, to be given up, on any thread: a message that was given up is not
 * published later. The outcome is told once, on a loop; of what was given up it is cancelled by the next step, which does nothing else. Until
 * then it counts in {@link DirectLimits}, and what was turned away there never did.
 */
public final class DirectFlow {
    /** What decides when it is the broker itself. */
    private static final String BROKER = "broker";

    private enum State {
        JUDGED,
        TAKEN,
        ABANDONED
    }

    private final Sessions sessions;
    private final SessionPorts ports;
    private final DirectPublish asked;
    private final CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.JUDGED);
    private SessionLoop home;
    private Client client;
    private @Nullable Permissions permissions;
    private int rightsVersion;
    private @Nullable Durability level;
    private @Nullable PublishOutcome routed;
    private long position;
    private boolean congested;
    private boolean admitted;

    DirectFlow(Sessions sessions, DirectPublish asked) {
        this.sessions = sessions;
        this.ports = sessions.ports();
        this.asked = asked;
        SubscriberId id = new SubscriberId(asked.peer().mountpoint(), asked.clientId());
        this.client = new Client(id, asked.userName(), asked.peer());
        this.home = sessions.homeOf(id);
    }

    /** What has become of it, completed on a loop of MQTT: whoever goes on from there is quick or goes elsewhere. */
    public CompletableFuture<PublishOutcome> outcome() {
        return outcome;
    }

    /** Gives it up; whether it will not be published, as it has not been by now. From any thread, as often as one likes. */
    public boolean abandon() {
        return leave() || state.get() == State.ABANDONED;
    }

    /** Whether it was not taken and not abandoned before. */
    private boolean leave() {
        return state.compareAndSet(State.JUDGED, State.ABANDONED);
    }

    void start() {
        home.loop().execute(guarded(this::begin));
    }

    /** A step is made for who still waits. A fault of ours is for whoever asked, and for nobody else on the loop. */
    private Runnable guarded(Runnable step) {
        return () -> {
            if (state.get() == State.ABANDONED) {
                outcome.cancel(false);
                return;
            }
            try {
                step.run();
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        };
    }

    // ------------------------------------------------------------------ who it is

    private void begin() {
        rightsVersion = sessions.rightsVersion();
        ReasonCode refusal = sessions.isStopping()
                ? ReasonCode.SERVER_UNAVAILABLE
                : ports.load().refusal(asked.peer());
        if (refusal != null) {
            fail(refusal, Explained.of(BROKER, "the node takes no new clients and no messages of others"));
        } else if (ports.load().pausesPublishers()) {
            fail(ReasonCode.SERVER_BUSY, Explained.of(BROKER, "memory is short, and publishers have to wait"));
        } else {
            enterLimits();
        }
    }

    private void enterLimits() {
        DirectLimits limits = sessions.directLimits();
        String objection = limits.begin(asked, home.nowMillis());
        if (objection != null) {
            fail(ReasonCode.SERVER_BUSY, Explained.of(BROKER, objection));
            return;
        }
        outcome.whenComplete((told, fault) -> limits.end(asked, home.nowMillis(), told != null && !admitted));
        authenticate();
    }

    private void authenticate() {
        AuthenticationRequest request = new AuthenticationRequest(
                client.id(),
                asked.userName(),
                asked.password(),
                true,
                asked.peer(),
                ConnectRules.anonymousPolicy(ports.settings().get(), asked.peer()));
        SessionLoop here = home;
        ports.authenticator()
                .authenticate(request, result -> here.loop().execute(guarded(() -> onAuthenticated(result))));
    }

    private void onAuthenticated(AuthenticationResult result) {
        if (!result.admitted()) {
            ReasonCode code = result.reasonCode().isError() ? result.reasonCode() : ReasonCode.NOT_AUTHORIZED;
            refuse(code, result.explanation().told());
            return;
        }
        admitted = true;
        client = Client.of(result, asked.peer());
        SessionLoop itsHome = sessions.homeOf(client.id());
        if (itsHome == home) {
            enter();
        } else {
            home = itsHome;
            home.loop().execute(guarded(this::enter));
        }
    }

    /** As who it is known; its session, if there is one, must be its own. */
    private void enter() {
        if (!Principal.mayTake(home, client)) {
            refuse(ReasonCode.NOT_AUTHORIZED, Principal.explain(home, client));
            return;
        }
        SessionLoop here = home;
        permissions = ports.authorizer().permissionsOf(client, () -> here.loop().execute(guarded(this::judge)));
        judge();
    }

    // ------------------------------------------------------------------ what it may

    /** Asks; again when an answer has come, and when what was judged before may hold no longer. */
    private void judge() {
        Permissions granted = permissions;
        if (granted == null || state.get() != State.JUDGED || outcome.isDone()) {
            return;
        }
        Decision decision = granted.mayPublish(asked.topic(), asked.qos(), asked.retain(), asked.payload().length);
        if (decision == Decision.DENY) {
            countDrop(asked.topic().isSystem() ? DropReason.SYSTEM_TOPIC : DropReason.NOT_AUTHORIZED);
            refuse(ReasonCode.NOT_AUTHORIZED, granted.explanation().told());
        } else if (decision == Decision.ALLOW && rightsVersion != sessions.rightsVersion()) {
            review();
        } else if (decision == Decision.ALLOW) {
            take(granted.publishChange());
        }
    }

    private void review() {
        permissions = null;
        rightsVersion = sessions.rightsVersion();
        SessionLoop here = home;
        ports.authorizer().review(client, review -> here.loop().execute(guarded(() -> onReview(review))));
    }

    private void onReview(Review review) {
        Explanation refusal = review.refusal();
        if (refusal != null) {
            refuse(review.reason(), refusal.told());
        } else {
            client = review.client();
            enter();
        }
    }

    // ------------------------------------------------------------------ publishing

    private void take(@Nullable PublishChange change) {
        Publish publish = PublishFactory.of(
                asked.topic(),
                asked.payload(),
                asked.qos(),
                asked.retain(),
                asked.properties(),
                client.id(),
                home.nowMillis());
        String mountpoint = client.id().mountpoint();
        if (change != null) {
            publish = ChangedPublish.of(publish, change);
            mountpoint = change.mountpoint() == null ? mountpoint : change.mountpoint();
        }
        home.originate(publish, client.id());
        if (publish.retain() && !home.settings().retained().available()) {
            fail(ReasonCode.RETAIN_NOT_SUPPORTED, Explained.of(BROKER, "retained messages are not available"));
        } else if (home.storeWatch().isFailing() && home.needsStore(mountpoint, publish)) {
            countDrop(DropReason.STORE_UNAVAILABLE);
            fail(ReasonCode.QUOTA_EXCEEDED, Explained.of(BROKER, "the store takes no messages at present"));
        } else if (state.compareAndSet(State.JUDGED, State.TAKEN)) {
            route(mountpoint, publish);
        }
    }

    private void route(String mountpoint, Publish publish) {
        RoutingResult result = home.route(mountpoint, publish);
        position = result.position();
        congested = result.congested();
        boolean kept = !result.retained().overLimit();
        ReasonCode reason = result.matched() == 0 ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
        routed = new PublishOutcome(
                true,
                kept ? reason : ReasonCode.QUOTA_EXCEEDED,
                result.matched(),
                client.id(),
                mountpoint,
                publish.topic(),
                publish.qos(),
                publish.retain(),
                kept ? null : Explained.of(BROKER, "delivered, but not retained: no more messages may be retained"));
        home.lane().add(kept ? Counter.HTTP_PUB_PUBLISHED : Counter.HTTP_PUB_ERROR, 1);
        await();
    }

    private void await() {
        ListenerSettings listener =
                ports.settings().get().listeners().get(asked.peer().listener());
        level = listener == null ? null : listener.durability();
        if (position > 0 && level == Durability.DISK) {
            home.commits().require(level);
        }
        if (congested) {
            home.whenRelieved(guarded(this::onRelieved));
        }
        if (!confirm()) {
            home.commits().tell(new Confirmation());
        }
    }

    private void onRelieved() {
        congested = false;
        confirm();
    }

    /** Answers when nobody is behind and the message is as safe as it should be; whether the store isn't waited for any more. */
    private boolean confirm() {
        boolean safe = position <= home.commits().reached(level);
        if (safe && !congested && routed != null) {
            outcome.complete(routed);
        }
        return safe || outcome.isDone();
    }

    private final class Confirmation implements CommitQueue.Waiter {
        @Override
        public boolean onCommitted() {
            return confirm();
        }

        @Override
        public void onFailing() {
            tellUnkept();
        }
    }

    /** As a client of 5.0 hears that its message may not be safe (0x97). */
    private void tellUnkept() {
        PublishOutcome known = routed;
        if (known != null) {
            Explained why = Explained.of(
                    BROKER, "delivered, but the store does not say that it is kept for those who are away");
            outcome.complete(new PublishOutcome(
                    true,
                    ReasonCode.QUOTA_EXCEEDED,
                    known.receivers(),
                    known.client(),
                    known.mountpoint(),
                    known.topic(),
                    known.qos(),
                    known.retain(),
                    why));
        }
    }

    // ------------------------------------------------------------------ what isn't taken

    /** It is not allowed. */
    private void refuse(ReasonCode reason, Explained why) {
        end(Counter.HTTP_PUB_AUTH_ERROR, reason, why);
    }

    /** It can't be done, whoever asks. */
    private void fail(ReasonCode reason, Explained why) {
        end(Counter.HTTP_PUB_ERROR, reason, why);
    }

    private void end(Counter counter, ReasonCode reason, Explained why) {
        if (!leave()) {
            return;
        }
        home.lane().add(counter, 1);
        AccessRefusals.direct(home, client, asked, reason, why);
        outcome.complete(new PublishOutcome(
                false,
                reason,
                0,
                client.id(),
                client.id().mountpoint(),
                asked.topic(),
                asked.qos(),
                asked.retain(),
                why));
    }

    private void countDrop(DropReason reason) {
        Publish dropped = PublishFactory.of(asked.topic(), new byte[0], asked.qos(), asked.retain());
        home.countDrop(client.id(), dropped, asked.qos(), reason);
    }
}
