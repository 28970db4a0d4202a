package io.ternmq.gate;

import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** After log-in: whose password has to be changed gets nowhere else, and a stream lasts no longer than its session. */
final class SessionGuard implements WebFilter {
    private static final String PASSWORD = "/password";
    private static final Set<String> ALWAYS = Set.of(PASSWORD, "/logout");
    private static final String ASSETS = "/assets/";

    private final VisitorSessions sessions;

    SessionGuard(VisitorSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        return ReactiveSecurityContextHolder.getContext()
                .map(context -> context.getAuthentication() != null
                        && context.getAuthentication().getPrincipal() instanceof Visitor visitor
                        && visitor.mustChange()
                        && !ALWAYS.contains(path)
                        && !path.startsWith(ASSETS))
                .defaultIfEmpty(false)
                .flatMap(mustChange -> mustChange ? Answers.redirect(exchange, PASSWORD) : goOn(exchange, chain));
    }

    private Mono<Void> goOn(ServerWebExchange exchange, WebFilterChain chain) {
        boolean stream = exchange.getRequest().getHeaders().getAccept().contains(MediaType.TEXT_EVENT_STREAM);
        return stream ? chain.filter(exchange).takeUntilOther(sessions.over(exchange)) : chain.filter(exchange);
    }
}
