package io.ternmq.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Publishes over HTTP to a node that runs already, by connections that are kept, with one request under way on each: messages per second,
 * and per second of the node's processor time. Prints one line of JSON. {@code bench/publish} starts it.
 */
@Command(
        name = "bench/publish",
        description =
                "Measures publishing over HTTP to a running node. The key of an operator is in the environment, as KEY.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills it in
final class HttpPublishBenchmark implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "Where the node is, such as http://localhost:8888.")
    private URI node;

    @Parameters(index = "1", paramLabel = "PID", description = "Its process, on this machine.")
    private long pid;

    @Option(names = "--key", defaultValue = "${env:KEY}", description = "Default is what the environment has as KEY.")
    private String key;

    @Option(names = "--qos", defaultValue = "1", description = "0 to 2; default ${DEFAULT-VALUE}.")
    private int qos;

    @Option(names = "--topic", defaultValue = "bench/publish", description = "Default ${DEFAULT-VALUE}.")
    private String topic;

    @Option(names = "--connections", defaultValue = "16", description = "Default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--payload", defaultValue = "64", description = "Characters; default ${DEFAULT-VALUE}.")
    private int payload;

    @Option(names = "--warm-up", defaultValue = "PT5S", description = "Default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(names = "--duration", defaultValue = "PT5S", description = "Default ${DEFAULT-VALUE}.")
    private Duration duration;

    @Spec
    private CommandSpec spec;

    private final LongAdder answered = new LongAdder();
    private volatile boolean publishing = true;

    /** The counts of one moment. */
    private record Reading(long nanos, long answered, Duration cpu) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new HttpPublishBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        BrokerProcess process = new BrokerProcess(pid);
        String message =
                "{\"topic\": \"%s\", \"payload\": \"%s\", \"qos\": %d}".formatted(topic, "x".repeat(payload), qos);
        byte[] request = KeptConnection.post(node, "/api/v3/publish", key, message);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> publish(request)));
            }
            TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
            Reading from = read(process);
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            Reading to = read(process);
            publishing = false;
            for (Future<?> each : running) {
                each.get();
            }
            report(from, to);
        } finally {
            publishing = false;
            threads.shutdown();
        }
        return 0;
    }

    private Void publish(byte[] request) throws IOException {
        try (KeptConnection connection = new KeptConnection(node, request)) {
            while (publishing) {
                connection.ask();
                answered.increment();
            }
        }
        return null;
    }

    private Reading read(BrokerProcess process) throws IOException {
        return new Reading(System.nanoTime(), answered.sum(), process.cpuTime());
    }

    private void report(Reading from, Reading to) {
        double seconds = (to.nanos() - from.nanos()) / 1e9;
        double cpu = to.cpu().minus(from.cpu()).toNanos() / 1e9;
        long messages = to.answered() - from.answered();
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "{\"qos\": %d, \"connections\": %d, \"rate_per_s\": %.0f, \"rate_per_cpu_s\": %.0f, \"cpu_percent\": %.0f}",
                qos,
                connections,
                messages / seconds,
                messages / cpu,
                100 * cpu / seconds));
        out.flush();
    }
}
