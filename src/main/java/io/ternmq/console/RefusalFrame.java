package io.ternmq.console;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Shows the page that refuses something within the frame too, with menu and all, for those who are logged in. */
@Component
@Order(RefusalFrame.BEFORE_SECURITY)
class RefusalFrame implements WebFilter {
    static final int BEFORE_SECURITY = -101;

    private final ServerSecurityContextRepository contexts;

    RefusalFrame(ServerSecurityContextRepository contexts) {
        this.contexts = contexts;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        ResponseStatusException.class,
                        refused -> refused.getStatusCode() == HttpStatus.FORBIDDEN
                                ? framed(exchange).then(Mono.error(refused))
                                : Mono.error(refused));
    }

    private Mono<Void> framed(ServerWebExchange exchange) {
        return exchange.getAttribute(FrameFilter.FRAME) != null
                ? Mono.empty()
                : contexts.load(exchange)
                        .flatMap(context -> Mono.justOrEmpty(context.getAuthentication()))
                        .flatMap(who -> FrameFilter.frameOfRefused(exchange, who));
    }
}
