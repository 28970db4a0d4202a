package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of the checker against what was packaged; {@link DurabilityChecker} says how to run it for hours. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class DurabilityIT {
    private static final String SEED_OF_LONG_LOADS = "7";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void nothing_acknowledged_is_lost_when_the_broker_is_killed_ten_times() throws InterruptedException {
        PackagedTernMq.assumeStore();
        Verdict verdict = check("level", "process", "cycles", "10", "longest-load", "2s");
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.owed()).isPositive();
    }

    @Test
    void nothing_acknowledged_is_lost_when_each_commit_is_synced_and_the_broker_is_killed()
            throws InterruptedException {
        PackagedTernMq.assumeStore();
        Verdict verdict = check("level", "disk", "cycles", "4", "longest-load", "2s");
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.owed()).isPositive();
    }

    @Test
    void clients_that_come_and_go_lose_nothing_while_the_broker_lives() throws InterruptedException {
        Verdict verdict = check("level", PackagedTernMq.memoryLevel(), "cycles", "0", "last-load", "4s");
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.owed()).isPositive();
    }

    /** The checker's own proof: a broker that keeps nothing can't pass. */
    @Test
    void the_loss_of_a_broker_that_keeps_nothing_is_found() throws InterruptedException {
        Verdict verdict = check(
                "level",
                PackagedTernMq.memoryLevel(),
                "cycles",
                "2",
                "seed",
                SEED_OF_LONG_LOADS,
                "endings",
                "kill:1",
                "last-load",
                "2s",
                "quiet",
                "2s");
        assertThat(verdict.count(Fault.MISSING)).as(verdict.toString()).isPositive();
        assertThat(verdict.count(Fault.SESSION_LOST)).as(verdict.toString()).isPositive();
    }

    private Verdict check(String... options) throws InterruptedException {
        String[] all = Stream.concat(
                        Arrays.stream(options),
                        Stream.of(
                                "command", String.join(" ", PackagedTernMq.command()),
                                "work", folder.toString(),
                                "rate", "8000"))
                .toArray(String[]::new);
        return new DurabilityChecker(CheckerOptions.of(all), System.out::println).run();
    }
}
