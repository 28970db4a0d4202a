package io.ternmq.console;

import io.ternmq.admin.Rank;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.reactive.result.view.CsrfRequestDataValueProcessor;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Makes the {@link Frame} of a request by somebody who is logged in, before there is a page or an error, for the models of both. A page
 * of others has none. Also has the CSRF token ready for Thymeleaf, which puts it in each form with {@code th:action}.
 */
@Component
@Order(FrameFilter.AFTER_SECURITY)
class FrameFilter implements WebFilter {
    static final int AFTER_SECURITY = 0;
    static final String FRAME = "frame";

    private static final String ASSETS = "/assets/";
    private static final List<String> FORMS_FOR_EVERYBODY = List.of("/login");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        if (path.startsWith(ASSETS)) {
            return chain.filter(exchange);
        }
        return exchange.getPrincipal()
                .ofType(Authentication.class)
                .filter(who -> Frame.rank(who) != null)
                .flatMap(who -> token(exchange).flatMap(token -> put(exchange, who, path, token)))
                .switchIfEmpty(FORMS_FOR_EVERYBODY.contains(path) ? token(exchange) : Mono.empty())
                .then(Mono.defer(() -> chain.filter(exchange)));
    }

    /** The frame of somebody whom security turned away before this filter was asked; none when nobody is logged in. */
    static Mono<Void> frameOfRefused(ServerWebExchange exchange, Authentication who) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        return token(exchange).flatMap(token -> put(exchange, who, path, token)).then();
    }

    private static Mono<String> put(ServerWebExchange exchange, Authentication who, String path, String token) {
        CsrfToken csrf = exchange.getAttribute(CsrfRequestDataValueProcessor.DEFAULT_CSRF_ATTR_NAME);
        String header = csrf == null ? "" : csrf.getHeaderName();
        return exchange.getSession().map(session -> {
            Rank rank = Frame.rank(who);
            if (rank != null) {
                Frame frame = new Frame(who.getName(), rank, Navigation.of(rank, path), header, token, session);
                exchange.getAttributes().put(FRAME, frame);
            }
            return token;
        });
    }

    /** Also leaves it where Thymeleaf's forms look for it; empty text when the request needs none. */
    private static Mono<String> token(ServerWebExchange exchange) {
        Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
        return token.doOnNext(made ->
                        exchange.getAttributes().put(CsrfRequestDataValueProcessor.DEFAULT_CSRF_ATTR_NAME, made))
                .map(CsrfToken::getToken)
                .defaultIfEmpty("");
    }
}
