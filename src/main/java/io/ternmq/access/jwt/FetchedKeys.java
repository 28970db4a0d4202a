package io.ternmq.access.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.outside.Authorities;
import io.ternmq.access.outside.HttpCaller;
import io.ternmq.access.remote.Guard;
import io.ternmq.access.remote.GuardOptions;
import io.ternmq.access.remote.Promise;
import io.ternmq.access.remote.Reply;
import io.ternmq.config.JwtSettings;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a JSON Web Key Set that is fetched, again and again.
 *
 * <p>Protocol. States: IDLE and FETCHING; one fetch at a time. A fetch begins at the start, at each interval, sooner after one that
 * failed, and when a token names a key that isn't known, provided that the last one began long enough ago; so no stranger makes
 * us hammer the server. Whoever has such a token waits for the fetch that is under way, up to {@link #MOST_WAITING} of them;
 * all others are answered at once by what is known. A fetch that fails changes nothing of what is known: the last good keys
 * hold, an alarm says so, and it goes when a fetch succeeds.
 */
final class FetchedKeys implements KeySource {
    static final String ALARM = "jwt-jwks-url";
    private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);
    private static final int MOST_WAITING = 1000;
    private static final int LONGEST_ANSWER = 512 * 1024;

    private final URI url;
    private final HttpCaller caller;
    private final Guard guard;
    private final ScheduledExecutorService timer;
    private final EventBus events;
    private final long intervalMillis;
    private final long unknownKeyMillis;
    private volatile KeySet known = KeySet.NONE;
    private @Nullable List<Runnable> waiting;
    private long begunNanos;
    private boolean everBegun;
    private boolean failing;

    /** @throws io.ternmq.config.StartupException when the authorities can't be read */
    FetchedKeys(JwtSettings settings, EventBus events, ScheduledExecutorService timer) {
        this.url = HttpCaller.uri("ternmq.access.jwt.jwks-url", settings.jwksUrl());
        this.timer = timer;
        this.events = events;
        this.intervalMillis = settings.jwksRefreshInterval().toMillis();
        this.unknownKeyMillis = settings.jwksUnknownKeyInterval().toMillis();
        this.caller = new HttpCaller(
                "access-jwks",
                Authorities.read("ternmq.access.jwt.jwks-authorities", settings.jwksAuthorities()),
                settings.jwksTimeLimit(),
                LONGEST_ANSWER);
        // Known keys hold while the server is away, so its failures are no reason to refuse anybody.
        GuardOptions options = GuardOptions.of(settings.jwksTimeLimit(), 1).blameless(failure -> true);
        this.guard = new Guard("jwks", options, events, timer);
    }

    /** Fetches for the first time, and from then on at each interval. */
    void start() {
        fetch();
    }

    @Override
    public void find(JWSHeader header, Consumer<Found> answer) {
        List<JWK> found = known.candidates(header);
        if (!found.isEmpty() || !mayWait(() -> answer.accept(found(header)))) {
            answer.accept(new Found(found, url.toString()));
        }
    }

    private Found found(JWSHeader header) {
        return new Found(known.candidates(header), url.toString());
    }

    /** Whether a fetch is under way, or begun now, and runs the task at its end. */
    private boolean mayWait(Runnable task) {
        synchronized (this) {
            if (waiting != null) {
                return waiting.size() < MOST_WAITING && waiting.add(task);
            }
            boolean tooSoon = everBegun && sinceBegun() < unknownKeyMillis;
            if (tooSoon) {
                return false;
            }
            begin().add(task);
        }
        ask();
        return true;
    }

    private long sinceBegun() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    }

    private void fetch() {
        synchronized (this) {
            if (waiting != null) {
                return;
            }
            begin();
        }
        ask();
    }

    private List<Runnable> begin() {
        List<Runnable> line = new ArrayList<>();
        waiting = line;
        everBegun = true;
        begunNanos = System.nanoTime();
        return line;
    }

    private void ask() {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", "application/jwk-set+json, application/json")
                .GET()
                .build();
        guard.<KeySet>ask(promise -> caller.send(request, promise, FetchedKeys::read), this::onReply);
    }

    private static void read(byte[] body, Promise<KeySet> promise) {
        try {
            promise.answer(KeySet.ofJson(new String(body, StandardCharsets.UTF_8), false));
        } catch (ParseException wrong) {
            promise.fail(new IOException("the answer is no key set that can be used: " + KeySet.words(wrong)));
        }
    }

    private void onReply(Reply<KeySet> reply) {
        if (reply instanceof Reply.Answered<KeySet> answered) {
            take(answered.value());
            onEnd(null);
        } else {
            onEnd(((Reply.Refused<KeySet>) reply).sentence());
        }
    }

    private void take(KeySet fetched) {
        if (!fetched.equals(known)) {
            known = fetched;
            LOG.info("Keys for tokens from {}: {}", url, fetched.keys().size());
        }
    }

    private void onEnd(@Nullable String problem) {
        List<Runnable> line;
        boolean wasFailing;
        synchronized (this) {
            line = waiting == null ? List.of() : waiting;
            waiting = null;
            wasFailing = failing;
            failing = problem != null;
        }
        if (problem != null && !wasFailing) {
            String sentence = "Keys for tokens can't be fetched from " + url + ": " + problem + "; "
                    + (known.keys().isEmpty() ? "there are none yet, so no token is taken" : "the last good ones hold");
            events.publish(new AlarmRaised(ALARM, sentence));
        } else if (problem == null && wasFailing) {
            events.publish(new AlarmCleared(ALARM));
        }
        schedule(problem == null ? intervalMillis : Math.min(intervalMillis, unknownKeyMillis));
        line.forEach(Runnable::run);
    }

    private void schedule(long millis) {
        if (!timer.isShutdown()) {
            timer.schedule(this::fetchIfDue, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** A fetch for an unknown key may have been meanwhile, which has scheduled the next one itself. */
    private void fetchIfDue() {
        boolean due;
        synchronized (this) {
            long least = failing ? Math.min(intervalMillis, unknownKeyMillis) : intervalMillis;
            due = sinceBegun() >= least;
        }
        if (due) {
            fetch();
        }
    }

    /** How the server is; stale when it is away and known keys hold. */
    SourceHealth health() {
        SourceHealth health = guard.health();
        boolean away;
        synchronized (this) {
            away = failing;
        }
        SourceHealth.State state =
                away ? known.keys().isEmpty() ? SourceHealth.State.DOWN : SourceHealth.State.STALE : health.state();
        return health.in(state);
    }

    @Override
    public void close() {
        caller.close();
    }
}
