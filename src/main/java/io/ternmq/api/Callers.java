package io.ternmq.api;

import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** What those who call the HTTP API may do beyond what their path and method say. */
final class Callers {
    private static final Set<String> OPERATING = Set.of("ROLE_OPERATOR", "ROLE_ADMIN");

    private Callers() {}

    /** What the key of the request is called; null when it comes from somebody's session. */
    static @Nullable String keyName(Principal principal) {
        return principal instanceof Authentication caller && caller.getDetails() instanceof String name ? name : null;
    }

    /** Whether payloads may be seen. */
    static boolean operates(Principal principal) {
        return principal instanceof Authentication caller
                && caller.getAuthorities().stream().anyMatch(authority -> OPERATING.contains(authority.getAuthority()));
    }
}
