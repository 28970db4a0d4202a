package io.ternmq.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker as a process of its own, whose output goes to a file. */
final class BrokerProcess implements AutoCloseable {
    private static final int LOOK_MILLIS = 20;

    private final Process process;
    private final Path log;
    private final long logStart;
    private final Thread killer;

    /**
     * @param command the words of the command
     * @param javaOptions what the Java of the broker is started with
     * @param log the file that the output is appended to
     */
    BrokerProcess(List<String> command, List<String> javaOptions, Path log) {
        List<String> words = new ArrayList<>(command);
        if (words.contains("-jar")) {
            words.addAll(words.indexOf("-jar"), javaOptions);
        }
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // For bin/ternmq.
        builder.environment().put("JAVA_OPTS", String.join(" ", javaOptions));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        this.log = log;
        try {
            logStart = Files.exists(log) ? Files.size(log) : 0;
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + words, e);
        }
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the port to accept connections. @return false when the process ended before that */
    boolean awaitListening(InetSocketAddress address, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!accepts(address)) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the broker does not listen after " + patience + ":\n" + output());
            }
        }
        return true;
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for the process to end by itself; false when the time was over first. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM. */
    void terminate(Duration patience) throws InterruptedException {
        process.toHandle().destroy();
        if (!awaitEnd(patience)) {
            throw new AssertionError("the broker did not end within " + patience + " of SIGTERM:\n" + output());
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    /** What it has printed so far. */
    String output() {
        try {
            byte[] bytes = Files.readAllBytes(log);
            return new String(bytes, (int) logStart, bytes.length - (int) logStart, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // The checker itself is being shut down, and its hook runs.
        }
    }
}
