package io.ternmq.gate;

import io.ternmq.admin.Accounts;
import io.ternmq.config.ConsoleSettings;
import io.ternmq.config.Settings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Keeps who is logged in, in a web session that begins with the log-in and never before, so that nobody can fill the memory with sessions
 * and none can be prepared for somebody else. A session is over when it was idle or lasted for too long, at log-out, and from the moment on in
 * which its account is changed; whatever goes on for longer than a request, streams above all, ends then too.
 */
@Component
class VisitorSessions implements ServerSecurityContextRepository {
    private static final String VISITOR = Visitor.class.getName();
    private static final String USED = VisitorSessions.class.getName() + ".used";
    /** The header of requests that a page makes by itself. */
    private static final String UNATTENDED = "X-Unattended";
    /** How often streams look whether their session is still in use. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final Sinks.EmitFailureHandler PATIENTLY =
            Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1));

    private final Accounts accounts;
    private final Settings settings;
    private final Sinks.Many<Boolean> logOuts = Sinks.many().multicast().directBestEffort();

    VisitorSessions(Accounts accounts, Settings settings) {
        this.accounts = accounts;
        this.settings = settings;
    }

    private ConsoleSettings console() {
        return settings.current().console();
    }

    @Override
    public Mono<SecurityContext> load(ServerWebExchange exchange) {
        return exchange.getSession().flatMap(session -> {
            Visitor visitor = visitor(session);
            if (visitor == null) {
                return Mono.empty();
            }
            Instant now = session.getLastAccessTime();
            if (!mayGoOn(visitor) || isIdle(session, now)) {
                return session.invalidate().then(Mono.empty());
            }
            if (!exchange.getRequest().getHeaders().containsHeader(UNATTENDED)) {
                session.getAttributes().put(USED, now);
            }
            return Mono.just(new SecurityContextImpl(visitor.authentication()));
        });
    }

    /** Whether nobody has used it for too long; what a page asks by itself is no use. */
    private boolean isIdle(WebSession session, Instant now) {
        Instant used = session.getAttribute(USED);
        return used != null && !now.isBefore(used.plus(console().sessionIdle()));
    }

    /** Begins a session, whatever was there before; without a context ends it. */
    @Override
    public Mono<Void> save(ServerWebExchange exchange, @Nullable SecurityContext context) {
        return exchange.getSession()
                .flatMap(session -> context == null
                                || context.getAuthentication() == null
                                || !(context.getAuthentication().getPrincipal() instanceof Visitor visitor)
                        ? end(session)
                        : begin(session, visitor));
    }

    private Mono<Void> begin(WebSession session, Visitor visitor) {
        session.getAttributes().clear();
        session.getAttributes().put(VISITOR, visitor);
        session.getAttributes().put(USED, session.getLastAccessTime());
        session.setMaxIdleTime(console().sessionIdle());
        return session.changeSessionId();
    }

    private Mono<Void> end(WebSession session) {
        return session.invalidate().doOnSuccess(over -> logOuts.emitNext(true, PATIENTLY));
    }

    private boolean mayGoOn(Visitor visitor) {
        return accounts.isCurrent(visitor.name(), visitor.changedAt()) && !isTooOld(visitor.since());
    }

    /** Whether what began at that time has lasted for as long as anything may. */
    boolean isTooOld(Instant since) {
        return !Instant.now().isBefore(since.plus(console().sessionLimit()));
    }

    /** Completes when the session of a request is over, by whatever reason; never when it has none. */
    Mono<Void> over(ServerWebExchange exchange) {
        return exchange.getSession().flatMap(session -> {
            Visitor visitor = visitor(session);
            if (visitor == null) {
                return Mono.never();
            }
            Duration left = Duration.between(
                    Instant.now(), visitor.since().plus(console().sessionLimit()));
            Mono<Boolean> changed = Flux.merge(
                            logOuts.asFlux(),
                            accounts.changes(),
                            Flux.interval(LOOK).onBackpressureDrop().map(tick -> true))
                    .filter(signal -> session.isExpired() || !mayGoOn(visitor) || isIdle(session, Instant.now()))
                    .next();
            return Mono.firstWithSignal(Mono.delay(left).thenReturn(true), changed)
                    .then();
        });
    }

    static @Nullable Visitor visitor(WebSession session) {
        return session.getAttribute(VISITOR);
    }
}
