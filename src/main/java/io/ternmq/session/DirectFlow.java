package io.ternmq.session;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.access.PublishChange;
import io.ternmq.access.Review;
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
 *   TAKEN      it is routed; its {@link DirectConfirmation} answers when the store has it and nobody is behind
 *   ABANDONED  it was refused, or whoever asked has given up before it was taken, and it is not published any more
 * </pre>
 * It leaves JUDGED by one compare-and-set, on the loop or, to be given up, on any thread: a message that was given up is not
 * published later. The outcome is told once, on a loop; of what was given up it is cancelled by the next step, which does nothing else. Until
 * then it counts in {@link DirectLimits}, and what was turned away there never did. That whoever asked waits no longer changes nothing about
 * what was taken, and about what was not only that it is turned away.
 */
public final class DirectFlow {

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
    /** Changed on a loop; it is read on others to find the way there. */
    private volatile SessionLoop home;

    private Client client;
    private @Nullable Permissions permissions;
    private int rightsVersion;
    private boolean admitted;
    private boolean countedAsError;

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

    /**
     * The time for an answer is over: gives it up, and counts that it could not be done as asked. From any thread.
     *
     * @return as {@link #abandon}
     */
    public boolean expire() {
        boolean unpublished = abandon();
        SessionLoop here = home;
        here.loop().execute(() -> {
            if (!outcome.isDone() || outcome.isCancelled()) {
                countError(here);
            }
        });
        return unpublished;
    }

    /** Whether it was not taken and not abandoned before. */
    private boolean leave() {
        return state.compareAndSet(State.JUDGED, State.ABANDONED);
    }

    void start() {
        home.loop().execute(guarded(this::begin));
    }

    /** A step is made for who still waits. A fault of ours is for whoever asked, and for nobody else on the loop. */
    Runnable guarded(Runnable step) {
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
            fail(refusal, Explained.byBroker("the node takes no new clients and no messages of others"));
        } else if (ports.load().pausesPublishers()) {
            fail(ReasonCode.SERVER_BUSY, Explained.byBroker("memory is short, and publishers have to wait"));
        } else {
            enterLimits();
        }
    }

    private void enterLimits() {
        DirectLimits limits = sessions.directLimits();
        String objection = limits.begin(asked, home.nowMillis());
        if (objection != null) {
            fail(ReasonCode.SERVER_BUSY, Explained.byBroker(objection));
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
            fail(ReasonCode.RETAIN_NOT_SUPPORTED, Explained.byBroker("retained messages are not available"));
        } else if (home.storeWatch().isFailing() && home.needsStore(mountpoint, publish)) {
            countDrop(DropReason.STORE_UNAVAILABLE);
            fail(ReasonCode.QUOTA_EXCEEDED, Explained.byBroker("the store takes no messages at present"));
        } else if (state.compareAndSet(State.JUDGED, State.TAKEN)) {
            route(mountpoint, publish);
        }
    }

    private void route(String mountpoint, Publish publish) {
        RoutingResult result = home.route(mountpoint, publish);
        PublishOutcome routed = PublishOutcome.routed(client.id(), mountpoint, publish, result);
        if (routed.why() == null) {
            home.lane().add(Counter.HTTP_PUB_PUBLISHED, 1);
        } else {
            countError(home);
        }
        new DirectConfirmation(this, home, asked.peer(), routed, result).begin();
    }

    // ------------------------------------------------------------------ what isn't taken

    /** It is not allowed. */
    private void refuse(ReasonCode reason, Explained why) {
        if (leave()) {
            home.lane().add(Counter.HTTP_PUB_AUTH_ERROR, 1);
            tellRefused(reason, why);
        }
    }

    /** It can't be done, whoever asks. */
    private void fail(ReasonCode reason, Explained why) {
        if (leave()) {
            countError(home);
            tellRefused(reason, why);
        }
    }

    private void tellRefused(ReasonCode reason, Explained why) {
        AccessRefusals.direct(home, client, asked, reason, why);
        outcome.complete(PublishOutcome.refused(client.id(), asked, reason, why));
    }

    /** Counts once, whatever else goes wrong with it; on this loop. */
    void countError(SessionLoop here) {
        if (!countedAsError) {
            countedAsError = true;
            here.lane().add(Counter.HTTP_PUB_ERROR, 1);
        }
    }

    private void countDrop(DropReason reason) {
        Publish dropped = PublishFactory.of(asked.topic(), new byte[0], asked.qos(), asked.retain());
        home.countDrop(client.id(), dropped, asked.qos(), reason);
    }
}
