package io.ternmq.gate;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.DefaultCsrfToken;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The tokens that forms carry: of somebody who is logged in in their session, and a new one with each; of others, who can but log in, in a
 * cookie, so that the log-in page costs no memory.
 */
@Component
class CsrfTokens implements ServerCsrfTokenRepository {
    private static final String HEADER = "X-CSRF-TOKEN";
    private static final String PARAMETER = "_csrf";
    private static final String ATTRIBUTE = CsrfTokens.class.getName();

    private final CookieServerCsrfTokenRepository cookies = cookies();

    private static CookieServerCsrfTokenRepository cookies() {
        CookieServerCsrfTokenRepository cookies = new CookieServerCsrfTokenRepository();
        cookies.setCookieName("TERNMQ-LOGIN");
        cookies.setHeaderName(HEADER);
        cookies.setParameterName(PARAMETER);
        cookies.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return cookies;
    }

    @Override
    public Mono<CsrfToken> generateToken(ServerWebExchange exchange) {
        return Mono.fromSupplier(
                () -> new DefaultCsrfToken(HEADER, PARAMETER, UUID.randomUUID().toString()));
    }

    @Override
    public Mono<Void> saveToken(ServerWebExchange exchange, @Nullable CsrfToken token) {
        return exchange.getSession().flatMap(session -> {
            if (VisitorSessions.visitor(session) == null) {
                return cookies.saveToken(exchange, token);
            }
            if (token == null) {
                session.getAttributes().remove(ATTRIBUTE);
            } else {
                session.getAttributes().put(ATTRIBUTE, token);
            }
            return Mono.empty();
        });
    }

    @Override
    public Mono<CsrfToken> loadToken(ServerWebExchange exchange) {
        return exchange.getSession()
                .flatMap(session -> VisitorSessions.visitor(session) == null
                        ? cookies.loadToken(exchange)
                        : Mono.justOrEmpty(session.<CsrfToken>getAttribute(ATTRIBUTE)));
    }
}
