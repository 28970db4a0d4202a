package io.ternmq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A process of this machine, from outside. */
final class BrokerProcess {
    /** What the kernel counts in for its users ({@code USER_HZ}), on every architecture that a JVM runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private final Path stat;

    BrokerProcess(long pid) {
        this.stat = Path.of("/proc", Long.toString(pid), "stat");
    }

    /** The processor time of all its threads, to 10 ms. */
    Duration cpuTime() throws IOException {
        String line = Files.readString(stat);
        // The name may hold spaces and brackets; what follows it doesn't.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }
}
