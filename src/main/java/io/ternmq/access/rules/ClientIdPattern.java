package io.ternmq.access.rules;

import io.ternmq.access.Client;
import org.jspecify.annotations.Nullable;

/**
 * Client ids that a rule for connecting speaks of: {@code %u} is the user name, a last {@code *} anything that follows. With
 * {@code %u} it fits nobody who has no user name. Immutable.
 */
final class ClientIdPattern {
    private static final String USER_NAME = "%u";

    private final String text;
    private final boolean open;

    private ClientIdPattern(String pattern) {
        this.open = pattern.endsWith("*");
        this.text = open ? pattern.substring(0, pattern.length() - 1) : pattern;
    }

    static ClientIdPattern of(String pattern) {
        return new ClientIdPattern(pattern);
    }

    /** What is wrong with a text, as a phrase after "the client id"; null for nothing. */
    static @Nullable String problem(String pattern) {
        if (pattern.isEmpty()) {
            return "is empty; * stands for all";
        }
        return pattern.contains("%c") || pattern.contains("%m") ? "has %c or %m, which only topics may have" : null;
    }

    boolean fits(Client client) {
        String wanted = text;
        if (wanted.contains(USER_NAME)) {
            String userName = client.userName();
            if (userName == null || userName.isEmpty()) {
                return false;
            }
            wanted = wanted.replace(USER_NAME, userName);
        }
        String id = client.id().clientId();
        return open ? id.startsWith(wanted) : id.equals(wanted);
    }
}
