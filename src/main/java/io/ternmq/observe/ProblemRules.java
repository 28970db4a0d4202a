package io.ternmq.observe;

import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.event.Names;
import io.ternmq.observe.LastMinute.Rise;
import io.ternmq.observe.Problem.Severity;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.store.StoreHealth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What makes a problem of what is counted and measured. Looked at once a second, by the sampling thread only; what counts over
 * the last minute doesn't flicker.
 */
final class ProblemRules {
    /** Drops that mean a loss which somebody could prevent; the others are what MQTT asks for. */
    private static final Set<DropReason> LOSSES = EnumSet.of(
            DropReason.QUEUE_FULL,
            DropReason.QUEUE_BYTES_FULL,
            DropReason.MAX_PACKET_SIZE_EXCEEDED,
            DropReason.SLOW_RECEIVER,
            DropReason.MEMORY_PRESSURE,
            DropReason.NO_SHARED_MEMBER,
            DropReason.RECEIVER_FAILED);

    private static final long REFUSALS_PER_MINUTE = 10;
    private static final long SLOW_LOOP_MICROS = 250_000;
    private static final int SHOWN_REASONS = 3;

    private final NodeFacts facts;
    private final LastMinute<DropReason> drops;
    private final LastMinute<ReasonCode> refusals;
    private final DiskSpace disk;

    ProblemRules(NodeFacts facts, Path dataDirectory, Counters counters) {
        this.facts = facts;
        this.drops = new LastMinute<>(DropReason.values(), reason -> counters.value(Counter.MESSAGE_DROP, reason));
        this.refusals =
                new LastMinute<>(ReasonCode.values(), reason -> counters.value(Counter.CONNECTION_REFUSED, reason));
        this.disk = new DiskSpace(dataDirectory);
    }

    /** A problem that is seen now. */
    record Finding(String name, Severity severity, String sentence, String advice) {}

    /** Everything that is wrong now, the worst first. */
    List<Finding> findings(Sample latest) {
        drops.sample();
        refusals.sample();
        List<Finding> found = new ArrayList<>();
        addListeners(found);
        if (!storeTellsOfSpace()) {
            disk.addFindings(found);
        }
        addSlowLoop(found, latest);
        addDrops(found);
        addRefusals(found);
        return found;
    }

    /** The store watches the same disk, knows the operator's own limit, and raises an alarm: one word for one thing. */
    private boolean storeTellsOfSpace() {
        StoreHealth.State state = facts.storeHealth().state();
        return state == StoreHealth.State.LOW_SPACE || state == StoreHealth.State.FULL;
    }

    /** Whether a drop for this reason is a loss that somebody could prevent. */
    static boolean isLoss(DropReason reason) {
        return LOSSES.contains(reason);
    }

    /** Messages dropped over the last minute by reason, the largest first. */
    List<Rise<DropReason>> dropsOfLastMinute() {
        return drops.rises();
    }

    private void addListeners(List<Finding> found) {
        for (ListenerFacts listener : facts.listeners()) {
            if (!listener.isRunning()) {
                String name = Names.escape(listener.name());
                found.add(new Finding(
                        "listener/" + name,
                        Severity.CRITICAL,
                        "Listener %s (%s) on %s:%d accepts no connections: it is %s."
                                .formatted(
                                        name,
                                        lower(listener.kind()),
                                        listener.host(),
                                        listener.port(),
                                        lower(listener.state())),
                        "The log says why it ended; its clients can't reach this node."));
            }
            addFullListener(found, listener);
        }
    }

    private static void addFullListener(List<Finding> found, ListenerFacts listener) {
        int limit = listener.maxConnections();
        if (limit > 0 && listener.connections() >= limit) {
            String name = Names.escape(listener.name());
            found.add(new Finding(
                    "listener-full/" + name,
                    Severity.CRITICAL,
                    "Listener %s has all the %,d connections that it may have and refuses further ones."
                            .formatted(name, limit),
                    "Raise ternmq.listeners.%s.max-connections, or find out who connects.".formatted(name)));
        }
    }

    private static void addSlowLoop(List<Finding> found, Sample latest) {
        if (latest.loopDelayMicros() >= SLOW_LOOP_MICROS) {
            found.add(new Finding(
                    "slow-loop",
                    Severity.WARNING,
                    "An event loop is late by %,d ms: its clients wait that long."
                            .formatted(latest.loopDelayMicros() / 1000),
                    "The node has more to do than its processors manage, or is short of memory."));
        }
    }

    private void addDrops(List<Finding> found) {
        List<Rise<DropReason>> losses = drops.rises().stream()
                .filter(rise -> LOSSES.contains(rise.key()))
                .toList();
        if (losses.isEmpty()) {
            return;
        }
        found.add(new Finding(
                "drops",
                Severity.WARNING,
                "%s dropped in the last minute: %s."
                        .formatted(
                                count(sum(losses), "message was", "messages were"), reasons(losses, DropReason::words)),
                "Clients that read too slowly, or stay away for too long for their queue, lose messages."));
    }

    private void addRefusals(List<Finding> found) {
        List<Rise<ReasonCode>> rises = refusals.rises();
        long refused = sum(rises);
        if (refused >= REFUSALS_PER_MINUTE) {
            found.add(new Finding(
                    "refusals",
                    Severity.WARNING,
                    "%s refused in the last minute: %s."
                            .formatted(
                                    count(refused, "connection was", "connections were"),
                                    reasons(rises, ReasonCode::words)),
                    "The log names the clients and why each was refused."));
        }
    }

    private static <E extends Enum<E>> long sum(List<Rise<E>> rises) {
        return rises.stream().mapToLong(Rise::amount).sum();
    }

    private static <E extends Enum<E>> String reasons(List<Rise<E>> rises, Function<E, String> words) {
        String named = rises.stream()
                .limit(SHOWN_REASONS)
                .map(rise -> "%s (%,d)".formatted(words.apply(rise.key()), rise.amount()))
                .collect(Collectors.joining(", "));
        return rises.size() > SHOWN_REASONS ? named + ", and others" : named;
    }

    private static String count(long amount, String one, String many) {
        return "%,d %s".formatted(amount, amount == 1 ? one : many);
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
