package io.ternmq.gate;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.KeyReport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Log-in by API key, for one request: in a header, never in the address or a cookie. */
@Component
class KeyCheck {
    private static final String BEARER = "Bearer ";
    private static final String KEY_HEADER = "X-API-Key";
    private static final int MAX_LENGTH = 256;

    private final ApiKeyAdmin keys;

    KeyCheck(ApiKeyAdmin keys) {
        this.keys = keys;
    }

    /** For all that its chain is for. */
    AuthenticationWebFilter filter() {
        return filter(ServerWebExchangeMatchers.anyExchange());
    }

    /** Actuator's metrics and info are read by programs too. */
    AuthenticationWebFilter filterOfActuator() {
        return filter(ServerWebExchangeMatchers.pathMatchers("/actuator/**"));
    }

    private AuthenticationWebFilter filter(ServerWebExchangeMatcher where) {
        AuthenticationWebFilter filter = new AuthenticationWebFilter((ReactiveAuthenticationManager) this::check);
        filter.setRequiresAuthenticationMatcher(where);
        filter.setServerAuthenticationConverter(KeyCheck::presented);
        filter.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        filter.setAuthenticationFailureHandler((exchange, bad) -> Answers.keyNeeded(exchange.getExchange()));
        return filter;
    }

    private static Mono<Authentication> presented(ServerWebExchange exchange) {
        String key = key(exchange.getRequest());
        return key == null ? Mono.empty() : Mono.just(new PreAuthenticatedAuthenticationToken("", key));
    }

    private static @Nullable String key(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : headers.getFirst(KEY_HEADER);
    }

    private Mono<Authentication> check(Authentication presented) {
        String key = String.valueOf(presented.getCredentials());
        return (key.length() > MAX_LENGTH ? Mono.<KeyReport>empty() : keys.authenticate(key))
                .map(KeyCheck::authentication)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("no such key")));
    }

    /** Named for the key's id, which is one of a kind; what the key is called stands beside it. */
    private static Authentication authentication(KeyReport found) {
        PreAuthenticatedAuthenticationToken token =
                new PreAuthenticatedAuthenticationToken("key " + found.id(), "", Visitor.authorities(found.rank()));
        token.setDetails(found.name());
        return token;
    }
}
