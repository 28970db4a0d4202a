package io.ternmq.retained;

import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A million retained messages: whole queries by wildcard, and each slice of them for itself, as a loop does one at a time. The
 * slowest slices are the highest percentiles of {@link #slice}; what a busy machine took from it is in them too.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RetainedBenchmark extends Microbenchmark {
    /** What a session takes at a time, see {@code RetainedReplay}. */
    private static final int SLICE = 64;

    private static final int REPLACED = 1 << 14;

    @Param("1000000")
    public int messages;

    @Param({"#", "plant/+/device/+/temperature", "plant/7/#", "plant/+/device/+/none"})
    public String filter = "#";

    private final ManyRetained retained = new ManyRetained();
    private final Topic[] topics = new Topic[REPLACED];
    private TopicFilter wanted = TopicFilter.of("#");
    private RetainedMessages.Cursor cursor = retained.table.matching("", wanted);
    private long found;
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < messages; i++) {
            retained.put(ManyRetained.topic(i));
        }
        Random random = new Random(1);
        for (int i = 0; i < REPLACED; i++) {
            topics[i] = ManyRetained.topic(random.nextInt(messages));
        }
        wanted = TopicFilter.of(filter);
        cursor = retained.table.matching("", wanted);
    }

    @Benchmark
    public long query() {
        RetainedMessages.Cursor whole = retained.table.matching("", wanted);
        while (whole.step(0, SLICE, message -> found++)) {
            // Until all slices are done.
        }
        return found;
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public long slice() {
        if (!cursor.step(0, SLICE, message -> found++)) {
            cursor = retained.table.matching("", wanted);
        }
        return found;
    }

    @Benchmark
    public Object replace() {
        next = next + 1 & REPLACED - 1;
        return retained.put(topics[next]);
    }
}
