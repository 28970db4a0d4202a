package io.ternmq.retained;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ternmq.config.RetainedSettings;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.CommitLane;
import io.ternmq.store.RecordingStore;
import io.ternmq.store.StoreRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** Retained messages: what stays, what goes, what a filter finds, and what the limits say. */
class RetainedMessagesTest {
    private static final long NOW = 1_000_000;

    private RetainedSettings settings = limits(0, 0, 0);
    private final RetainedMessages retained = new RetainedMessages(() -> settings);
    private final RecordingStore store = new RecordingStore();
    private final CommitLane lane = store.lane(Runnable::run, () -> {});

    private static RetainedSettings limits(long messages, long bytes, long payload) {
        return new RetainedSettings(
                true, messages, DataSize.ofBytes(bytes), DataSize.ofBytes(payload), Duration.ofSeconds(60));
    }

    private static Publish publish(String topic, String payload, long expiresAt) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Publish(Unpooled.EMPTY_BUFFER)
                .wrap(Unpooled.wrappedBuffer(bytes), 0, 0, 0, bytes.length)
                .flags(Qos.AT_LEAST_ONCE, true, false, 5)
                .origin(new SubscriberId("", "publisher"), expiresAt)
                .resolve(Topic.of(topic));
    }

    private RetainedMessages.Outcome put(String topic, String payload) {
        return retained.put("", publish(topic, payload, Publish.NEVER), lane);
    }

    private String get(String topic) {
        Publish found = retained.find("", Topic.of(topic), NOW);
        return found == null ? null : payload(found);
    }

    private static String payload(Publish message) {
        return message.buffer().toString(message.payloadIndex(), message.payloadLength(), StandardCharsets.UTF_8);
    }

    private List<String> topics(String mountpoint, String filter, int slice) {
        List<String> found = new ArrayList<>();
        RetainedMessages.Cursor cursor = retained.matching(mountpoint, TopicFilter.of(filter));
        boolean more = true;
        while (more) {
            AtomicInteger told = new AtomicInteger();
            more = cursor.step(NOW, slice, message -> {
                found.add(message.topic().toString());
                told.incrementAndGet();
            });
            assertThat(told.get()).isLessThanOrEqualTo(slice);
        }
        return found;
    }

    @Test
    @Checklist(63)
    @Normative({"MQTT5-3.3.1-5", "MQTT5-3.3.1-6", "MQTT5-3.3.1-7", "MQTT311-3.3.1-5", "MQTT311-3.3.1-10"})
    void last_message_of_a_topic_stays_until_an_empty_one_removes_it() {
        assertThat(put("a/b", "1")).isEqualTo(RetainedMessages.Outcome.STORED);
        assertThat(put("a/b", "2")).isEqualTo(RetainedMessages.Outcome.STORED);
        assertThat(get("a/b")).isEqualTo("2");
        assertThat(retained.messages()).isEqualTo(1);
        assertThat(put("a/b", "")).isEqualTo(RetainedMessages.Outcome.REMOVED);
        assertThat(get("a/b")).isNull();
        assertThat(put("a/b", "")).isEqualTo(RetainedMessages.Outcome.NOTHING_TO_REMOVE);
        assertThat(retained.messages()).isZero();
        assertThat(retained.bytes()).isZero();
    }

    @Test
    void qos_publisher_and_retain_flag_are_kept_and_bytes_are_its_own() {
        Publish view = publish("a", "payload", NOW + 5);
        retained.put("", view, lane);
        view.buffer().setZero(0, 7);

        Publish found = retained.find("", Topic.of("a"), NOW);

        assertThat(payload(found)).isEqualTo("payload");
        assertThat(found.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(found.retain()).isTrue();
        assertThat(found.isKept()).isTrue();
        assertThat(found.packetId()).isZero();
        assertThat(found.publisher()).isEqualTo(new SubscriberId("", "publisher"));
        assertThat(found.expiresAtMillis()).isEqualTo(NOW + 5);
    }

    @Test
    void changes_are_recorded_refusals_are_not() {
        put("a", "1");
        put("a", "");
        put("a", "");
        settings = limits(0, 0, 3);
        put("b", "long");
        assertThat(store.changes).hasSize(2);
        assertThat(store.changes.get(0))
                .isInstanceOfSatisfying(
                        StoreRecord.RetainedPut.class,
                        record -> assertThat(record.publish().isKept()).isTrue());
        assertThat(store.changes.get(1)).isEqualTo(new StoreRecord.RetainedRemoved("", Topic.of("a")));
    }

    @Test
    @Checklist(66)
    @Normative({"MQTT5-4.7.2-1", "MQTT311-4.7.2-1"})
    void wildcards_find_what_they_match_within_their_mountpoint() {
        for (String topic : List.of("a", "a/b", "a/b/c", "a/c", "b/b", "$SYS/up", "$SYS")) {
            put(topic, "x");
        }
        retained.put("tenant", publish("a/b", "theirs", Publish.NEVER), lane);

        assertThat(topics("", "#", 2)).containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/c", "b/b");
        assertThat(topics("", "+/b", 2)).containsExactlyInAnyOrder("a/b", "b/b");
        assertThat(topics("", "a/#", 2)).containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/c");
        assertThat(topics("", "$SYS/#", 2)).containsExactlyInAnyOrder("$SYS", "$SYS/up");
        assertThat(topics("", "+/up", 2)).isEmpty();
        assertThat(topics("", "a/b", 2)).containsExactly("a/b");
        assertThat(topics("tenant", "#", 2)).containsExactly("a/b");
        assertThat(topics("nobody", "#", 2)).isEmpty();
    }

    @Test
    @Checklist(64)
    void expired_message_is_not_found_and_the_sweep_removes_it() {
        for (int i = 0; i < 5000; i++) {
            retained.put(i % 2 == 0 ? "" : "tenant", publish("t/" + i, "x", i % 3 == 0 ? NOW : Publish.NEVER), lane);
        }
        retained.put("", publish("$SYS/x", "x", NOW), lane);
        assertThat(retained.find("", Topic.of("t/0"), NOW - 1)).isNotNull();
        assertThat(retained.find("", Topic.of("t/0"), NOW)).isNull();
        assertThat(topics("", "t/+", 100)).hasSize(2500 - 834);

        RetainedSweep sweep = new RetainedSweep(retained, lane);
        int slices = 1;
        while (sweep.step(NOW)) {
            slices++;
        }
        assertThat(slices).isGreaterThan(4);
        assertThat(retained.messages()).isEqualTo(5000 - 1667);
        assertThat(store.changes)
                .filteredOn(StoreRecord.RetainedRemoved.class::isInstance)
                .hasSize(1668);
        assertThat(sweep.step(NOW)).isFalse();
    }

    @Test
    void message_that_replaced_an_expired_one_is_not_swept() {
        retained.put("", publish("a", "old", NOW), lane);
        Publish old = retained.find("", Topic.of("a"), NOW - 1);
        put("a", "new");
        assertThat(retained.removeIfSame("", old, lane)).isFalse();
        assertThat(get("a")).isEqualTo("new");
    }

    @Test
    void limits_refuse_what_is_new_or_larger_and_allow_replacing() {
        settings = limits(2, 0, 0);
        put("a", "1");
        put("b", "1");
        assertThat(put("c", "1")).isEqualTo(RetainedMessages.Outcome.TOO_MANY_MESSAGES);
        assertThat(put("a", "2")).isEqualTo(RetainedMessages.Outcome.STORED);
        assertThat(get("c")).isNull();

        settings = limits(0, retained.bytes() + 10, 0);
        assertThat(put("a", "x".repeat(100))).isEqualTo(RetainedMessages.Outcome.TOO_MANY_BYTES);
        assertThat(put("c", "x")).isEqualTo(RetainedMessages.Outcome.TOO_MANY_BYTES);
        assertThat(put("a", "3")).isEqualTo(RetainedMessages.Outcome.STORED);
        assertThat(get("a")).isEqualTo("3");

        settings = limits(0, 0, 3);
        assertThat(put("a", "1234")).isEqualTo(RetainedMessages.Outcome.PAYLOAD_TOO_LARGE);
        assertThat(put("a", "123")).isEqualTo(RetainedMessages.Outcome.STORED);
        assertThat(RetainedMessages.Outcome.PAYLOAD_TOO_LARGE.overLimit()).isTrue();
        assertThat(RetainedMessages.Outcome.STORED.overLimit()).isFalse();

        settings = new RetainedSettings(false, 0, DataSize.ofBytes(0), DataSize.ofBytes(0), Duration.ZERO);
        assertThat(put("a", "1")).isEqualTo(RetainedMessages.Outcome.NOT_AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void figures_and_content_agree_after_changes_by_many_threads(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed * 10 + t);
            CommitLane own = store.lane(Runnable::run, () -> {});
            running.add(threads.submit(() -> {
                for (int i = 0; i < 5000; i++) {
                    String topic = "t/" + random.nextInt(50);
                    if (random.nextInt(3) > 0) {
                        String payload = "p".repeat(1 + random.nextInt(20));
                        long expires = random.nextBoolean() ? NOW : Publish.NEVER;
                        retained.put("", publish(topic, payload, expires), own);
                    } else {
                        retained.remove("", Topic.of(topic), own);
                    }
                }
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        Map<String, Integer> left = new TreeMap<>();
        RetainedMessages.Cursor all = retained.all("");
        while (all.step(0, 10, m -> left.put(m.topic().toString(), m.payloadLength()))) {
            // On with it.
        }
        assertThat(retained.messages()).isEqualTo(left.size());
        left.keySet()
                .forEach(topic ->
                        assertThat(retained.remove("", Topic.of(topic), lane)).isTrue());
        assertThat(retained.messages()).isZero();
        assertThat(retained.bytes()).isZero();
        assertThat(retained.expiring()).isZero();
    }

    @Test
    void what_the_store_kept_comes_back_whatever_the_limits() {
        put("a", "1");
        Publish kept = retained.find("", Topic.of("a"), NOW);
        RetainedMessages other = new RetainedMessages(() -> limits(1, 1, 1));
        other.restore("", kept);
        other.restore("", publish("b", "22", Publish.NEVER).keep());
        assertThat(other.messages()).isEqualTo(2);
    }
}
