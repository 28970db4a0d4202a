package io.ternmq.conformance.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The packaged broker in a JVM of its own. A thread reads its output, keeps the last lines for the report of a failure and
 * collects lines that look like errors.
 */
final class JarBroker implements RunningBroker {

    private static final Pattern ERROR =
            Pattern.compile("(^|\\s)ERROR\\s|^\\tat |^Caused by: |^Exception in thread|LEAK:");
    private static final int LAST_LINES = 500;

    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final List<String> errors = new ArrayList<>();
    private final Thread reader;

    JarBroker(Path jar, BrokerSettings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("ternmq.test.jvm", "-Xmx512m").split(" ")));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(settings.arguments());
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + jar, e);
        }
        reader = new Thread(this::readOutput, "broker-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            note("output ended: " + e);
        }
    }

    private synchronized void note(String line) {
        lastLines.add(line);
        if (lastLines.size() > LAST_LINES) {
            lastLines.remove();
        }
        if (ERROR.matcher(line).find()) {
            errors.add(line);
        }
    }

    @Override
    public synchronized List<String> loggedErrors() {
        return List.copyOf(errors);
    }

    @Override
    public synchronized List<String> logged() {
        return List.copyOf(lastLines);
    }

    /** The total of a class histogram, for which the JVM first collects its garbage. */
    @Override
    public long memoryInUse() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process histogram = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram").start();
            try (BufferedReader lines = histogram.inputReader()) {
                String total = lines.lines()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no histogram of the broker's heap"));
                return Long.parseLong(total.trim().split("\\s+")[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String deathNote() {
        if (process.isAlive()) {
            return "";
        }
        synchronized (this) {
            return "exit status " + process.exitValue() + "\n" + String.join("\n", lastLines);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the broker did not stop within 30 s of SIGTERM");
            }
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
