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

    private static final String SOURCE = "source-";

    private static final AlarmGuide UNREACHABLE = new AlarmGuide(
            Severity.CRITICAL,
            "Look whether it runs and can be reached from this node, and whether its settings are right. The node tries again all the time and goes on by itself.",
            HOUR);

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
        if (alarm.startsWith(SOURCE)) {
            return UNREACHABLE;
        }
        return alarm.equals(STORE) ? ofStore(store.state()) : STORE_DAMAGE.getOrDefault(alarm, PLAIN);
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
