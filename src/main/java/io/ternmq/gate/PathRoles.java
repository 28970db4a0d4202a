package io.ternmq.gate;

import io.ternmq.admin.Rank;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity.AuthorizeExchangeSpec;

/** Who may do what, by path and method. What nobody thought of may be read by those who are logged in, and changed by admins. */
final class PathRoles {
    private static final String[] PUBLIC = {
        LogIn.PATH,
        "/",
        "/assets/**",
        "/status",
        "/status.json",
        "/status/stream",
        "/health/**",
        "/metrics",
        "/actuator/health/**",
        // Guarded by LocalCallers.
        "/admin/**"
    };
    private static final String[] ADMINS_ONLY = {"/accounts/**", "/keys/**", "/audit/**"};
    private static final String[] OPERATED = {"/clients/**", "/subscriptions/**", "/retained/**", "/publish/**"};

    private PathRoles() {}

    /** The pages of the console, and what is watched without a log-in. */
    static void ofPages(AuthorizeExchangeSpec paths) {
        paths.pathMatchers(PUBLIC).permitAll();
        paths.pathMatchers("/password", "/logout").hasRole(Rank.VIEWER.name());
        below("", paths);
    }

    /** The HTTP API, with the same nouns. */
    static void ofApi(AuthorizeExchangeSpec paths) {
        below("/api/v3", paths);
    }

    private static void below(String root, AuthorizeExchangeSpec paths) {
        for (String path : ADMINS_ONLY) {
            paths.pathMatchers(root + path).hasRole(Rank.ADMIN.name());
        }
        paths.pathMatchers(HttpMethod.GET).hasRole(Rank.VIEWER.name());
        paths.pathMatchers(HttpMethod.HEAD).hasRole(Rank.VIEWER.name());
        for (String path : OPERATED) {
            paths.pathMatchers(root + path).hasRole(Rank.OPERATOR.name());
        }
        paths.anyExchange().hasRole(Rank.ADMIN.name());
    }
}
