package io.ternmq.session;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many messages of those without a connection may be under way, all together, so that what waits for a slow source or store is bounded;
 * and how many wrong passwords one asker may send, as MQTT's passwords are not for guessing with a key of the HTTP API.
 *
 * <p>Thread safe, by one lock under which there is nothing but counting. A message is under way from {@link #begin} until {@link #end}. A
 * password counts as wrong while it is being checked, so that many at once are no way around; askers are remembered while they have messages
 * with a password under way or have sent wrong ones within {@link #WINDOW_MILLIS}.
 */
final class DirectLimits {
    static final int MOST_MESSAGES = 1000;
    static final long MOST_BYTES = 64L << 20;
    static final int MOST_WRONG = 100;
    static final long WINDOW_MILLIS = 60_000;

    private static final int PRUNE_FROM = 1000;

    private final Map<String, Passwords> askers = new HashMap<>();
    private int messages;
    private long bytes;

    /** Of one asker. */
    private static final class Passwords {
        int checked;
        int wrong;
        long wrongUntilMillis;

        boolean isOver(long nowMillis) {
            return checked == 0 && (wrong == 0 || nowMillis >= wrongUntilMillis);
        }
    }

    /** Takes a message, or says in words why not; null when it is taken. */
    synchronized @Nullable String begin(DirectPublish message, long nowMillis) {
        long more = message.payload().length;
        if (messages >= MOST_MESSAGES || messages > 0 && bytes + more > MOST_BYTES) {
            return "too many messages of HTTP wait for sources of users and rights or for the store";
        }
        if (message.password() != null && !beginCheck(message.by(), nowMillis)) {
            return "too many wrong passwords came from " + message.by() + " within " + WINDOW_MILLIS / 1000
                    + " s, or are being checked";
        }
        messages++;
        bytes += more;
        return null;
    }

    private boolean beginCheck(String asker, long nowMillis) {
        if (askers.size() >= PRUNE_FROM) {
            askers.values().removeIf(each -> each.isOver(nowMillis));
        }
        Passwords passwords = askers.computeIfAbsent(asker, any -> new Passwords());
        if (nowMillis >= passwords.wrongUntilMillis) {
            passwords.wrong = 0;
        }
        if (passwords.checked + passwords.wrong >= MOST_WRONG) {
            return false;
        }
        passwords.checked++;
        return true;
    }

    /** A message that was taken is under way no longer. */
    synchronized void end(DirectPublish message, long nowMillis, boolean wrongPassword) {
        messages--;
        bytes -= message.payload().length;
        Passwords passwords = message.password() == null ? null : askers.get(message.by());
        if (passwords == null) {
            return;
        }
        passwords.checked--;
        if (wrongPassword) {
            if (passwords.wrong == 0) {
                passwords.wrongUntilMillis = nowMillis + WINDOW_MILLIS;
            }
            passwords.wrong++;
        }
        if (passwords.isOver(nowMillis)) {
            askers.remove(message.by());
        }
    }

    /** Messages that are under way. */
    synchronized int messages() {
        return messages;
    }
}
