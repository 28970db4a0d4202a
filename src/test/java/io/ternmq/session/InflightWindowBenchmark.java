package io.ternmq.session;

import io.ternmq.Microbenchmark;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A delivery that is added to a full window after another one was found by its packet identifier and released. */
@State(Scope.Thread)
public class InflightWindowBenchmark extends Microbenchmark {
    private static final long WORD = DeliveryWord.of(Qos.AT_LEAST_ONCE, false, 0);
    private static final int CHOICES = 1 << 12;

    @Param({"20", "1000"})
    public int size;

    private final InflightWindow window = new InflightWindow();
    private final Publish message = Publishes.of("m");
    private final int[] choices = new int[CHOICES];
    private int[] ids = {};
    private int next;

    @Setup
    public void fill() {
        Random random = new Random(1);
        ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = window.add(message, WORD);
        }
        for (int i = 0; i < CHOICES; i++) {
            choices[i] = random.nextInt(size);
        }
    }

    private int acknowledge(int place) {
        window.release(window.find(ids[place]));
        int id = window.add(message, WORD);
        ids[place] = id;
        return id;
    }

    @Benchmark
    public int inOrder() {
        next = next + 1 == size ? 0 : next + 1;
        return acknowledge(next);
    }

    @Benchmark
    public int outOfOrder() {
        next = next + 1 & CHOICES - 1;
        return acknowledge(choices[next]);
    }
}
