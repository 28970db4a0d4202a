package io.ternmq.console;

import io.ternmq.admin.Rank;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.server.WebSession;

/**
 * What the layout shows around a page for somebody who is logged in; templates know it as {@code frame}, and the rank as
 * {@code frame.rank}, for buttons that only some may press.
 *
 * @param csrf the token that scripts send with what they change; empty when the page has none
 */
record Frame(
        String user, Rank rank, List<Navigation.Group> groups, String csrfHeader, String csrf, WebSession session) {
    private static final String PREFIX = "ROLE_";

    /** What is to be said on top of the page; asking a second time gives nothing. */
    public List<Flash.Message> takeFlashes() {
        return Flash.take(session);
    }

    /** Whether an operator's buttons make sense. */
    public boolean operates() {
        return rank.includes(Rank.OPERATOR);
    }

    /** Whether an admin's buttons make sense. */
    public boolean administers() {
        return rank.includes(Rank.ADMIN);
    }

    /** The highest rank that somebody has; null for none, as nobody has who is not logged in. */
    static @Nullable Rank rank(@Nullable Authentication authentication) {
        if (authentication == null) {
            return null;
        }
        List<String> roles = authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList();
        Rank highest = null;
        for (Rank rank : Rank.values()) {
            highest = roles.contains(PREFIX + rank.name()) ? rank : highest;
        }
        return highest;
    }
}
