package io.ternmq.bench;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.EventLoop;
import io.ternmq.protocol.ProtocolVersion;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Pairs of a publisher and a subscriber at QoS 0, through a broker that runs already, by tcp, tls, ws or wss: messages per second,
 * and per second of the broker's processor time. Prints one line of JSON. {@code bench/secure} starts it.
 *
 * <p>It looks at its sockets at intervals only. A broker that writes every message on its own would wake a waiting reader each
 * time, which costs both much.
 */
@Command(
        name = "bench/secure",
        description = "Measures pairs of a publisher and a subscriber at QoS 0 through a running broker.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills it in
final class PairBenchmark implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "BROKER",
            description = "Where the broker is, such as tls://localhost:8883 or ws://localhost:8080/mqtt.")
    private URI broker;

    @Parameters(index = "1", paramLabel = "PID", description = "The broker's process, on this machine.")
    private long pid;

    @Option(names = "--ca-file", description = "Whose certificates are trusted, PEM; the platform's if not given.")
    private @Nullable File authorities;

    @Option(names = "--label", defaultValue = "", description = "A name for the line that is printed.")
    private String label;

    @Option(names = "--mqtt", defaultValue = "4", description = "4 or 5; default ${DEFAULT-VALUE}.")
    private int level;

    @Option(names = "--pairs", defaultValue = "50", description = "Pairs; default ${DEFAULT-VALUE}.")
    private int pairCount;

    @Option(
            names = "--window",
            defaultValue = "10000",
            description = "Messages under way, in all; default ${DEFAULT-VALUE}.")
    private int window;

    @Option(names = "--payload", defaultValue = "64", description = "Bytes, at least 8; default ${DEFAULT-VALUE}.")
    private int payload;

    @Option(names = "--warm-up", defaultValue = "PT2S", description = "Default ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(names = "--duration", defaultValue = "PT5S", description = "Default ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--poll-micros",
            defaultValue = "500",
            description = "Between two looks at the sockets; default ${DEFAULT-VALUE}.")
    private int pollMicros;

    @Spec
    private CommandSpec spec;

    private final List<Pair> pairs = new ArrayList<>();
    private final OperatingSystemMXBean ownSystem =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private boolean publishing = true;

    /** The counts of one moment. */
    private record Reading(long nanos, long received, Duration brokerCpu, long ownCpuNanos) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new PairBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        BrokerProcess process = new BrokerProcess(pid);
        ProtocolVersion version = level == 5 ? ProtocolVersion.MQTT_5 : ProtocolVersion.MQTT_3_1_1;
        try (ClientLinks links = new ClientLinks(broker, authorities)) {
            for (int i = 0; i < pairCount; i++) {
                Pair pair = new Pair(i, version, links.isWebsocket(), Math.max(1, window / pairCount), payload);
                pair.open(links);
                pairs.add(pair);
            }
            EventLoop loop = links.loop();
            loop.execute(() -> turn(loop));
            TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
            Reading from = loop.submit(() -> read(process)).get();
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            Reading to = loop.submit(() -> read(process)).get();
            loop.submit(() -> publishing = false).sync();
            drain(loop);
            pairs.forEach(Pair::requireThere);
            report(from, to);
        }
        return 0;
    }

    /** Sends, waits, and comes again after the sockets have been looked at. */
    private void turn(EventLoop loop) {
        if (publishing) {
            pairs.forEach(Pair::publish);
        }
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pollMicros));
        // A task that is merely executed again would keep the loop from its sockets.
        loop.schedule(() -> turn(loop), 1, TimeUnit.NANOSECONDS);
    }

    private Reading read(BrokerProcess process) throws IOException {
        return new Reading(
                System.nanoTime(),
                pairs.stream().mapToLong(Pair::received).sum(),
                process.cpuTime(),
                ownSystem.getProcessCpuTime());
    }

    /** Waits until all has come, or nothing has come for a while. */
    private void drain(EventLoop loop) throws Exception {
        long before = -1;
        while (true) {
            long missing = loop.submit(this::missing).get();
            if (missing == 0 || missing == before) {
                return;
            }
            before = missing;
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private long missing() {
        return pairs.stream().mapToLong(pair -> pair.sent() - pair.received()).sum();
    }

    private void report(Reading from, Reading to) {
        double seconds = (to.nanos() - from.nanos()) / 1e9;
        double cpu = to.brokerCpu().minus(from.brokerCpu()).toNanos() / 1e9;
        long received = to.received() - from.received();
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "{\"label\": \"%s\", \"scheme\": \"%s\", \"rate_per_s\": %.0f, \"rate_per_broker_cpu_s\": %.0f, "
                        + "\"broker_cpu_percent\": %.0f, \"generator_cpu_percent\": %.0f, \"lost\": %d, "
                        + "\"out_of_order\": %d}",
                label,
                broker.getScheme(),
                received / seconds,
                received / cpu,
                100 * cpu / seconds,
                (to.ownCpuNanos() - from.ownCpuNanos()) / seconds / 1e7,
                missing(),
                pairs.stream().mapToLong(Pair::outOfOrder).sum()));
        out.flush();
    }
}
