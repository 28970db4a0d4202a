package io.ternmq.gate;

import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What every HTTP answer tells a browser about itself: nothing from elsewhere, nothing inline, no frame around it, and
 * nothing kept but assets. Added when the
 * answer is about to leave, so that error pages have it too.
 */
@Component
@Order(SecurityHeaders.FIRST)
class SecurityHeaders implements WebFilter {
    /** Before filters that answer themselves. */
    static final int FIRST = -300;

    private static final String ASSETS = "/assets/";
    private static final String A_YEAR = "max-age=31536000";

    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> {
            addTo(exchange.getResponse().getHeaders(), exchange.getRequest());
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    private static void addTo(HttpHeaders headers, ServerHttpRequest request) {
        if (headers.getCacheControl() == null
                && !request.getPath().pathWithinApplication().value().startsWith(ASSETS)) {
            headers.setCacheControl(CacheControl.noStore());
        }
        if ("https".equals(request.getURI().getScheme())) {
            headers.set("Strict-Transport-Security", A_YEAR);
        }
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    }
}
