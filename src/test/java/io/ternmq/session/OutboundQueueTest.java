package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundQueueTest {
    private static final long QOS_0 = DeliveryWord.of(Qos.AT_MOST_ONCE, false, 0);
    private static final long QOS_1 = DeliveryWord.of(Qos.AT_LEAST_ONCE, false, 5);
    private final List<String> drops = new ArrayList<>();
    private final OutboundQueue.Drops sink =
            (publish, word, reason) -> drops.add(Publishes.payload(publish) + " " + reason);

    @Checklist({46, 48})
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behaves_as_two_bounded_deques(long seed) {
        Random random = new Random(seed);
        boolean lifo = seed % 2 == 0;
        QueueLimits limits = new QueueLimits(20, 60, lifo);
        OutboundQueue queue = new OutboundQueue();
        Deque<String> zero = new ArrayDeque<>();
        Deque<String> one = new ArrayDeque<>();
        List<String> modelDrops = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(5) < 3) {
                Publish message = Publishes.of("x".repeat(random.nextInt(6)) + step % 10);
                boolean quick = random.nextInt(3) == 0;
                String refusal = model(message, quick ? zero : one, zero, one, limits, modelDrops);
                DropReason refused = queue.offer(message, quick ? QOS_0 : QOS_1, limits, sink);
                assertThat(refused == null ? null : refused.name()).isEqualTo(refusal);
            } else {
                poll(queue, random.nextBoolean(), lifo, zero, one);
            }
            assertThat(queue.size()).isEqualTo(zero.size() + one.size());
            assertThat(queue.bytes()).isEqualTo(bytes(zero) + bytes(one));
            assertThat(drops).hasSameSizeAs(modelDrops);
        }
        assertThat(drops).isEqualTo(modelDrops);
    }

    private static String model(
            Publish message,
            Deque<String> mine,
            Deque<String> zero,
            Deque<String> one,
            QueueLimits limits,
            List<String> drops) {
        String payload = Publishes.payload(message);
        while (true) {
            String full = zero.size() + one.size() + 1 > limits.messages()
                    ? "QUEUE_FULL"
                    : bytes(zero) + bytes(one) + payload.length() + 1 > limits.bytes() ? "QUEUE_BYTES_FULL" : null;
            if (full == null) {
                mine.addLast(payload);
                return null;
            }
            if (!limits.lifo()) {
                return full;
            }
            drops.add((zero.isEmpty() ? one : zero).removeFirst() + " " + full);
        }
    }

    private static long bytes(Deque<String> deque) {
        return deque.stream().mapToLong(payload -> payload.length() + 1).sum();
    }

    private static void poll(OutboundQueue queue, boolean quick, boolean lifo, Deque<String> zero, Deque<String> one) {
        Deque<String> mine = quick ? zero : one;
        if (mine.isEmpty()) {
            assertThat(quick ? queue.qos0Size() : queue.acknowledgedSize()).isZero();
            return;
        }
        String expected = lifo ? mine.removeLast() : mine.removeFirst();
        Publish next = quick ? queue.nextQos0(lifo) : queue.nextAcknowledged(lifo);
        assertThat(Publishes.payload(next)).isEqualTo(expected);
        assertThat(quick ? queue.nextQos0Word(lifo) : queue.nextAcknowledgedWord(lifo))
                .isEqualTo(quick ? QOS_0 : QOS_1);
        if (quick) {
            queue.removeNextQos0(lifo);
        } else {
            queue.removeNextAcknowledged(lifo);
        }
    }

    @Test
    void a_limit_that_has_become_smaller_drops_the_newest_of_a_fifo_queue() {
        OutboundQueue queue = filled(new QueueLimits(-1, 0, false), 5);
        queue.trim(new QueueLimits(3, 0, false), sink);
        assertThat(drops).containsExactly("4 QUEUE_FULL", "3 QUEUE_FULL");
        queue.trim(new QueueLimits(-1, 4, false), sink);
        assertThat(drops).endsWith("2 QUEUE_BYTES_FULL");
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void a_limit_that_has_become_smaller_drops_the_oldest_of_a_lifo_queue() {
        OutboundQueue queue = filled(new QueueLimits(-1, 0, true), 3);
        queue.trim(new QueueLimits(1, 0, true), sink);
        assertThat(drops).containsExactly("0 QUEUE_FULL", "1 QUEUE_FULL");
    }

    @Checklist({46, 47})
    @Test
    void minus_one_is_no_limit_and_zero_takes_nothing() {
        OutboundQueue queue = filled(new QueueLimits(-1, 0, false), 5000);
        assertThat(queue.size()).isEqualTo(5000);
        assertThat(new OutboundQueue().offer(Publishes.of("m"), QOS_1, new QueueLimits(0, 0, false), sink))
                .isEqualTo(DropReason.QUEUE_FULL);
        assertThat(new OutboundQueue().offer(Publishes.of("m"), QOS_1, new QueueLimits(0, 0, true), sink))
                .isEqualTo(DropReason.QUEUE_FULL);
    }

    private OutboundQueue filled(QueueLimits limits, int messages) {
        OutboundQueue queue = new OutboundQueue();
        for (int i = 0; i < messages; i++) {
            assertThat(queue.offer(Publishes.of(String.valueOf(i)), QOS_1, limits, sink))
                    .isNull();
        }
        return queue;
    }
}
