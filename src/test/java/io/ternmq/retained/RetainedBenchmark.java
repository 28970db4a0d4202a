package io.ternmq.retained;

import io.netty.buffer.Unpooled;
import io.ternmq.config.RetainedSettings;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.CommitLane;
import io.ternmq.store.MemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.util.unit.DataSize;

/**
 * Measures the retained table by hand: memory and time per message put, and what wildcard queries cost, all of it and the longest
 * step. Run: {@code java -Xmx4g -cp … io.ternmq.retained.RetainedBenchmark [messages]}.
 */
public final class RetainedBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int SLICE = 64;

    private final RetainedMessages retained = new RetainedMessages(
            () -> new RetainedSettings(true, 0, DataSize.ofBytes(0), DataSize.ofBytes(0), Duration.ofSeconds(60)));
    private final CommitLane lane = new MemoryStore().lane(Runnable::run, () -> {});

    public static void main(String[] args) {
        new RetainedBenchmark().run(args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]));
    }

    private void run(int messages) {
        byte[] payload = new byte[64];
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        long before = used();
        long start = cpu();
        for (int i = 0; i < messages; i++) {
            put(view, i, payload);
        }
        say("%,d messages of 64 B: %.2f µs per first put", messages, (cpu() - start) / 1e3 / messages);
        long memory = used() - before;
        say("%.0f MB, %d B per message; own figure %.0f MB", memory / 1e6, memory / messages, retained.bytes() / 1e6);
        start = cpu();
        for (int i = 0; i < messages; i++) {
            put(view, i, payload);
        }
        say("%.2f µs per replacement", (cpu() - start) / 1e3 / messages);
        for (String filter : new String[] {"#", "plant/+/device/+/temperature", "plant/7/#", "plant/+/device/+/none"}) {
            query(filter);
        }
    }

    private void put(Publish view, int i, byte[] payload) {
        view.wrap(Unpooled.wrappedBuffer(payload), 0, 0, 0, payload.length)
                .flags(Qos.AT_LEAST_ONCE, true, false, 1)
                .resolve(Topic.of("plant/" + i % 100 + "/device/" + i + "/temperature"));
        retained.put("", view, lane);
    }

    private void query(String filter) {
        long[] steps = new long[1 << 20];
        int count = 0;
        long[] found = {0};
        RetainedMessages.Cursor cursor = retained.matching("", TopicFilter.of(filter));
        boolean more = true;
        long all = 0;
        while (more) {
            long start = cpu();
            more = cursor.step(0, SLICE, message -> found[0]++);
            long step = cpu() - start;
            all += step;
            steps[count++] = step;
        }
        Arrays.sort(steps, 0, count);
        say(
                "%-30s %,9d found in %,6d steps, %6.1f ms together, p99 of a step %.1f µs, longest %.1f µs",
                filter, found[0], count, all / 1e6, steps[(int) (count * 0.99)] / 1e3, steps[count - 1] / 1e3);
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
