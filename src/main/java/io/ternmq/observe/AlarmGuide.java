package io.ternmq.observe;

import io.ternmq.observe.Problem.Severity;
import io.ternmq.store.StoreHealth;
import java.time.Duration;
import java.util.Map;

/**
 * What an operator should know of an alarm besides its sentence.
 *
 * @param advice what can be done; empty when nothing can be said
 * @param shown for how long something is shown that went wrong once
 */
record AlarmGuide(Severity severity, String advice, Duration shown) {
    private static final Duration HOUR = Duration.ofHours(1);
    /** What is lost should still be seen by who comes in the morning. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final AlarmGuide PLAIN = new AlarmGuide(Severity.WARNING, "", HOUR);

    private static final String STORE = "store";

    private static final AlarmGuide DATABASE_DOWN = new AlarmGuide(
            Severity.CRITICAL,
            "Check that the database runs and can be reached, and the settings below ternmq.access.database. The broker tries again by itself.",
            HOUR);

    private static final AlarmGuide UNREACHABLE = new AlarmGuide(
            Severity.CRITICAL,
            "Look whether it runs and can be reached from this node, and whether its settings are right. The node tries again all the time and goes on by itself.",
            HOUR);

    private static final AlarmGuide BAD_FILE = new AlarmGuide(
            Severity.WARNING,
            "Mend the file, or put the old one back; it is read again by itself. Mend it before the next restart, at which there is no old content to go by.",
            HOUR);

    private static final AlarmGuide BAD_LIST = new AlarmGuide(
            Severity.WARNING,
            "Look whether the database answers; when it does, look in the console for the entry that the sentence names, and change it. It is read again every second.",
            HOUR);

    private static final AlarmGuide NO_SOCKETS = new AlarmGuide(
            Severity.CRITICAL,
            "Most often the process may have no more open files: raise its limit (ulimit -n, LimitNOFILE). The node tries again by itself.",
            HOUR);

    private static final Map<String, AlarmGuide> BY_NAME = Map.of(
            Problem.DATABASE,
            DATABASE_DOWN,
            "password-file",
            BAD_FILE,
            "acl-file",
            BAD_FILE,
            "jwt-jwks-url",
            new AlarmGuide(
                    Severity.WARNING,
                    "Look whether the address of ternmq.access.jwt.jwks-url answers, can be reached from this node and gives a key set; its certificate has to be trusted. It is asked again all the time.",
                    HOUR),
            "access-rules",
            BAD_LIST,
            "access-bans",
            BAD_LIST,
            "access-users",
            BAD_LIST,
            "memory",
            new AlarmGuide(
                    Severity.CRITICAL,
                    "Give the node more memory, or let clients keep less: see the queues of absent clients and retained messages. It goes on by itself when memory is free again.",
                    HOUR),
            "internal-error",
            new AlarmGuide(
                    Severity.WARNING, "This is a fault of the broker's; report it with the stack from the log.", HOUR));

    /** By how an alarm's name begins, before the name of a source or listener. */
    private static final Map<String, AlarmGuide> BY_BEGINNING =
            Map.of("source-", UNREACHABLE, "jwt-", BAD_FILE, "tls-", BAD_FILE, "accept-", NO_SOCKETS);

    private static final Map<String, AlarmGuide> STORE_DAMAGE = Map.of(
            "store-torn-tail",
            new AlarmGuide(
                    Severity.WARNING,
                    "This is what a kill or a power cut leaves behind. When there was none, check the disk.",
                    DAY),
            "store-damaged-record",
            new AlarmGuide(
                    Severity.CRITICAL,
                    "Check the disk. 'admin store verify' tells how much is affected; what else is kept is sound.",
                    DAY),
            "store-damaged-segment",
            new AlarmGuide(
                    Severity.CRITICAL,
                    "Check the disk. 'admin store verify' tells how much is affected; the file was kept for people.",
                    DAY),
            "store-damaged-tables",
            new AlarmGuide(
                    Severity.CRITICAL,
                    "Check the disk. When sessions or retained messages are missing that you need, stop the node and put a backup back with 'admin store import'.",
                    DAY),
            "store-missing-message",
            new AlarmGuide(
                    Severity.CRITICAL,
                    "Check the disk. 'admin store verify' tells how much else is missing; the session goes on without it.",
                    DAY));

    /** @param store how the store is now, which its own alarm is about */
    static AlarmGuide of(String alarm, StoreHealth store) {
        if (alarm.equals(STORE)) {
            return ofStore(store.state());
        }
        AlarmGuide named = BY_NAME.getOrDefault(alarm, STORE_DAMAGE.get(alarm));
        return named == null ? byBeginning(alarm) : named;
    }

    private static AlarmGuide byBeginning(String alarm) {
        return BY_BEGINNING.entrySet().stream()
                .filter(each -> alarm.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(PLAIN);
    }

    static Duration shown(String incident) {
        return STORE_DAMAGE.getOrDefault(incident, PLAIN).shown();
    }

    private static AlarmGuide ofStore(StoreHealth.State state) {
        return switch (state) {
            case OK -> PLAIN;
            case LOW_SPACE ->
                new AlarmGuide(
                        Severity.WARNING,
                        "Make room or enlarge the disk; nothing is held back yet. 'admin store inspect' tells what is kept.",
                        HOUR);
            case DEGRADED ->
                new AlarmGuide(
                        Severity.WARNING,
                        "Look at the disk and at who may write below the data directory. Messages are safe meanwhile.",
                        HOUR);
            case FULL ->
                new AlarmGuide(
                        Severity.CRITICAL,
                        "Make room or enlarge the disk; the node goes on by itself then. What was acknowledged is kept.",
                        HOUR);
            case FAILED ->
                new AlarmGuide(
                        Severity.CRITICAL,
                        "Look for errors of the disk in the system's log, and at who may write below the data directory. The node tries again all the time and goes on by itself.",
                        HOUR);
        };
    }
}
