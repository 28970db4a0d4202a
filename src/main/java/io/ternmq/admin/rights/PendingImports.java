package io.ternmq.admin.rights;

import io.ternmq.admin.rights.UserLines.UserLine;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports that were looked at and not yet done: few, and for minutes only. Thread safe. */
final class PendingImports {
    private static final int MAX_KEPT = 8;
    private static final long LIFE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int TOKEN_BYTES = 18;

    private final SecureRandom random = new SecureRandom();
    /** The oldest first. */
    private final Map<String, Pending> byToken = new LinkedHashMap<>();

    private record Pending(String author, List<UserLine> lines, long atNanos) {}

    /** The token to take them with. */
    synchronized String keep(String author, List<UserLine> lines) {
        forgetOld();
        if (byToken.size() >= MAX_KEPT) {
            byToken.remove(byToken.keySet().iterator().next());
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().encodeToString(bytes);
        byToken.put(token, new Pending(author, lines, System.nanoTime()));
        return token;
    }

    /** Once, by whom it was kept for; null when it isn't there. */
    synchronized @Nullable List<UserLine> take(String author, String token) {
        forgetOld();
        Pending found = byToken.get(token);
        if (found == null || !found.author().equals(author)) {
            return null;
        }
        byToken.remove(token);
        return found.lines();
    }

    private void forgetOld() {
        long now = System.nanoTime();
        byToken.values().removeIf(pending -> now - pending.atNanos() > LIFE_NANOS);
    }
}
