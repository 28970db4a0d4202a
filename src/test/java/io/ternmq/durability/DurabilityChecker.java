package io.ternmq.durability;

import io.ternmq.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Keeps a broker under load, stops it again and again in all the ways there are, and judges what it did with what it had
 * acknowledged. Needs nothing but the JDK and the tests' classes:
 *
 * <pre>java -cp target/test-classes io.ternmq.durability.DurabilityChecker --cycles=200 --level=disk</pre>
 *
 * {@link CheckerOptions} has the options. Ends with 0 when nothing was wrong. Otherwise the history of each round that had a fault lies
 * in the work folder.
 */
public final class DurabilityChecker {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int SECONDS_TO_TERMINATE = 30;

    private final CheckerOptions options;
    private final Consumer<String> report;
    private final Random random;
    private final Path work;
    private final BrokerLauncher launcher;
    private final InetSocketAddress address;
    private final History history = new History();
    private final Population population = new Population();
    private final Verdict total = new Verdict();
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);
    private final List<Long> startMillis = new ArrayList<>();
    private int rounds;

    DurabilityChecker(CheckerOptions options, Consumer<String> report) {
        this.options = options;
        this.report = report;
        this.random = new Random(options.seed());
        try {
            work = options.work().isEmpty()
                    ? Files.createTempDirectory("durability")
                    : Files.createDirectories(Path.of(options.work()));
            Files.createDirectories(work.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = options.port() == 0 ? FreePort.next() : options.port();
        address = new InetSocketAddress("127.0.0.1", port);
        launcher = new BrokerLauncher(options, work, port);
    }

    /** Runs alone. */
    public static void main(String... arguments) throws InterruptedException {
        CheckerOptions options;
        try {
            options = CheckerOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Verdict verdict = new DurabilityChecker(options, System.out::println).run();
        System.exit(verdict.isClean() ? 0 : 1);
    }

    /** Runs all cycles and returns what was found in all rounds. */
    Verdict run() throws InterruptedException {
        report.accept(options.toString());
        report.accept("Work folder " + work);
        long end = options.duration().isZero()
                ? Long.MAX_VALUE
                : System.nanoTime() + options.duration().toNanos();
        try (EventLoop loop = new EventLoop()) {
            Scenario scenario = loop.call(() -> new Scenario(options, loop, address, history, population));
            loop.run(scenario::start);
            try {
                runRounds(loop, scenario, end);
            } catch (AssertionError e) {
                dump(loop);
                throw e;
            }
        }
        report.accept("All " + rounds + " rounds: " + figures());
        report.accept(total.toString());
        return total;
    }

    private void runRounds(EventLoop loop, Scenario scenario, long end) throws InterruptedException {
        int cycle = 1;
        boolean more = true;
        while (more) {
            int last = Math.min(options.cycles(), cycle + options.round() - 1);
            for (; cycle <= last && System.nanoTime() < end; cycle++) {
                live(loop, cycle, CycleEnd.draw(options, random));
            }
            more = cycle <= options.cycles() && System.nanoTime() < end;
            rest(loop, scenario, cycle, more);
        }
    }

    // ---- one life of the broker

    private void live(EventLoop loop, int cycle, CycleEnd end) throws InterruptedException {
        long start = System.nanoTime();
        loop.run(() -> history.broker(Blow.STARTED, cycle));
        try (BrokerProcess broker = launcher.launch(end.crashPoint())) {
            String listening = "";
            boolean ended;
            if (end.blow() == Blow.KILLED_IN_START) {
                ended = broker.awaitEnd(end.after());
            } else {
                ended = !awaitListening(loop, cycle, broker);
                listening = ", up after " + millisSince(start) + " ms";
                ended = ended || broker.awaitEnd(end.after());
            }
            Blow blow = stop(broker, end, ended);
            loop.run(() -> history.broker(blow, cycle));
            blows.merge(blow, 1, Integer::sum);
            int begun = loop.call(history::nextMessage) - 1;
            report.accept(String.format(
                    "cycle %d: %s%s after %,d ms%s, %,d messages begun",
                    cycle,
                    blow,
                    end.crashPoint().isEmpty() ? "" : " (" + end.crashPoint() + ")",
                    millisSince(start),
                    listening,
                    begun));
        }
    }

    private boolean awaitListening(EventLoop loop, int cycle, BrokerProcess broker) throws InterruptedException {
        long start = System.nanoTime();
        if (!broker.awaitListening(address, options.patience())) {
            return false;
        }
        startMillis.add(millisSince(start));
        loop.run(() -> history.broker(Blow.LISTENING, cycle));
        return true;
    }

    /** A crash point that wasn't reached in time ends like any other life. */
    private static Blow stop(BrokerProcess broker, CycleEnd end, boolean ended) throws InterruptedException {
        if (ended) {
            if (end.crashPoint().isEmpty() || broker.exitCode() != BrokerLauncher.HALTED) {
                throw new AssertionError(
                        "the broker ended by itself with " + broker.exitCode() + "\n" + broker.output());
            }
            return Blow.HALTED_AT_POINT;
        }
        if (end.blow() == Blow.TERMINATED) {
            broker.terminate(Duration.ofSeconds(SECONDS_TO_TERMINATE));
            return Blow.TERMINATED;
        }
        broker.kill();
        return end.blow() == Blow.HALTED_AT_POINT ? Blow.KILLED : end.blow();
    }

    // ---- rest and judgement

    /** Starts the broker once more, lets everything come to rest, judges, and takes the broker down again. */
    private void rest(EventLoop loop, Scenario scenario, int cycle, boolean more) throws InterruptedException {
        loop.run(() -> history.broker(Blow.STARTED, cycle));
        try (BrokerProcess broker = launcher.launch("")) {
            if (!awaitListening(loop, cycle, broker)) {
                throw new AssertionError("the broker did not start\n" + broker.output());
            }
            if (broker.awaitEnd(options.lastLoad())) {
                throw new AssertionError("the broker ended by itself\n" + broker.output());
            }
            loop.run(scenario::calm);
            awaitRest(loop, scenario, broker);
            awaitReadings(loop, scenario, broker);
            conclude(loop, awaitDeliveries(loop, scenario, broker));
            if (more) {
                loop.run(() -> {
                    history.clear();
                    scenario.noteSubscriptions();
                    scenario.resume();
                });
                broker.kill();
            } else {
                broker.terminate(Duration.ofSeconds(SECONDS_TO_TERMINATE));
            }
        }
    }

    private void awaitRest(EventLoop loop, Scenario scenario, BrokerProcess broker) throws InterruptedException {
        long deadline = System.nanoTime() + options.patience().toNanos();
        List<String> restless = loop.call(scenario::restless);
        while (!restless.isEmpty()) {
            if (System.nanoTime() > deadline) {
                String text = "no rest after " + options.patience() + ": " + restless;
                loop.run(() -> history.complain(0, text));
                return;
            }
            look(broker);
            restless = loop.call(scenario::restless);
        }
    }

    /** The second reading to end from now on has begun after everything was acknowledged. */
    private void awaitReadings(EventLoop loop, Scenario scenario, BrokerProcess broker) throws InterruptedException {
        int enough = loop.call(scenario::wholeReadings) + 2;
        long deadline = System.nanoTime() + options.patience().toNanos();
        while (loop.call(scenario::wholeReadings) < enough && System.nanoTime() < deadline) {
            look(broker);
        }
        loop.run(scenario::stopReading);
    }

    /** Reads on until nothing is missing, or nothing has come for long. */
    private Verdict awaitDeliveries(EventLoop loop, Scenario scenario, BrokerProcess broker)
            throws InterruptedException {
        while (true) {
            Duration quiet = loop.call(scenario::quietFor);
            if (quiet.compareTo(REST) > 0) {
                Verdict verdict = loop.call(() -> new Judge(population, history, options.owedFromPubrec()).verdict());
                if (verdict.count(Fault.MISSING) == 0 || quiet.compareTo(options.quiet()) > 0) {
                    return verdict;
                }
            }
            look(broker);
        }
    }

    private static void look(BrokerProcess broker) throws InterruptedException {
        if (broker.awaitEnd(LOOK)) {
            throw new AssertionError("the broker ended by itself while the load rested\n" + broker.output());
        }
    }

    private void conclude(EventLoop loop, Verdict verdict) {
        rounds++;
        total.add(verdict);
        report.accept("Round " + rounds + ": " + verdict);
        if (!verdict.isClean()) {
            dump(loop);
        }
    }

    private void dump(EventLoop loop) {
        Path file = work.resolve("history-from-" + history.firstMessage() + ".txt.gz");
        loop.run(() -> history.dump(file, population));
        report.accept("The history is in " + file + ", the broker's log in " + launcher.log());
    }

    private String figures() {
        long[] sorted = startMillis.stream().mapToLong(Long::longValue).sorted().toArray();
        long middle = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        return blows + ", starts took " + middle + " ms in the middle and "
                + Arrays.stream(sorted).max().orElse(0) + " ms at most";
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
