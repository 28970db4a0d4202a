package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ternmq.config.Durability;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.SubscriptionOptions.RetainHandling;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.Will;
import io.ternmq.protocol.codec.PropertiesCodec;
import io.ternmq.protocol.codec.PublishFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store keeps, and gives back after an end of either kind. */
class DurableStoreTest {
    @TempDir
    Path folder;

    private StoreDriver open() {
        return new StoreDriver(folder, null);
    }

    private static void end(StoreDriver driver, boolean killed) {
        if (killed) {
            driver.store.abandon();
        } else {
            driver.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sessions_come_back_with_all_they_had(boolean killed) {
        Will will = new Will(
                Topic.of("will"),
                new byte[] {1, 2},
                Qos.EXACTLY_ONCE,
                true,
                Properties.create().set(Property.WILL_DELAY_INTERVAL, 30));
        SubscriptionOptions options = new SubscriptionOptions(Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND);
        StoreRecord.SubscriptionPut shared =
                new StoreRecord.SubscriptionPut(uid(7), TopicFilter.of("$share/g/a/+"), options, 268_435_455);
        StoreRecord.SubscriptionPut plain =
                new StoreRecord.SubscriptionPut(uid(7), TopicFilter.of("b/#"), options.withQos(Qos.AT_LEAST_ONCE), 0);
        StoreDriver first = open();
        first.lane().append(new StoreRecord.SessionOpened(uid(7), new SubscriberId("tenant", "é client"), 77, will));
        first.lane().append(shared);
        first.lane().append(plain);
        first.subscribe(7, "gone");
        first.lane().append(new StoreRecord.SubscriptionRemoved(uid(7), TopicFilter.of("gone")));
        first.lane().appendInbound(uid(7), 65535, true);
        first.lane().append(new StoreRecord.InboundPacketId(uid(7), 3, true));
        first.lane().appendInbound(uid(7), 3, false);
        first.open(8);
        first.lane().append(new StoreRecord.SessionClosed(uid(8), 5000, will, 4000));
        first.open(9);
        first.lane().append(new StoreRecord.SessionRemoved(uid(9)));
        first.commit();
        end(first, killed);

        try (StoreDriver second = open()) {
            Map<Long, RecoveredSession> sessions = new HashMap<>();
            second.store.forEachSession(session -> sessions.put(session.uid().number(), session));
            assertThat(sessions).containsOnlyKeys(7L, 8L);
            RecoveredSession connected = sessions.get(7L);
            assertThat(connected.id()).isEqualTo(new SubscriberId("tenant", "é client"));
            assertThat(connected.expirySeconds()).isEqualTo(77);
            assertThat(connected.wasConnected()).isTrue();
            assertSame(connected.will(), will);
            assertThat(connected.subscriptions()).containsExactlyInAnyOrder(shared, plain);
            assertThat(connected.inboundPacketIds()).containsExactly(65535);
            RecoveredSession closed = sessions.get(8L);
            assertThat(closed.wasConnected()).isFalse();
            assertThat(closed.expiresAtMillis()).isEqualTo(5000);
            assertThat(closed.willAtMillis()).isEqualTo(4000);
            assertSame(closed.will(), will);
            assertThat(second.store.highestSession()).isEqualTo(9);
            assertThat(second.store.epoch()).isEqualTo(2);
            assertThat(second.store.problems()).isEmpty();
        }
    }

    private static void assertSame(@Nullable Will actual, Will expected) {
        assertThat(actual).isNotNull();
        assertThat(actual.topic()).isEqualTo(expected.topic());
        assertThat(actual.payload()).isEqualTo(expected.payload());
        assertThat(actual.qos()).isEqualTo(expected.qos());
        assertThat(actual.retain()).isEqualTo(expected.retain());
        assertThat(actual.properties()).isEqualTo(expected.properties());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messages_come_back_in_order_with_what_their_deliveries_are_like(boolean killed) {
        StoreDriver first = open();
        first.open(1);
        first.open(2);
        long sequence = first.send("one", 1, 2);
        first.lanes.get(1).append(StoreDriver.message("other/lane", "two"), new SessionUid[] {uid(1)}, 1);
        first.send("three", 1);
        first.commit();
        end(first, killed);

        try (StoreDriver second = open()) {
            List<StoredDelivery> deliveries = second.read(uid(1), 2);
            assertThat(deliveries)
                    .extracting(delivery -> StoreDriver.payload(delivery.publish()))
                    // The first lane was submitted first.
                    .containsExactly("one", "three", "two");
            StoredDelivery one = deliveries.get(0);
            assertThat(one.publish().sequence()).isEqualTo(sequence);
            assertThat(one.publish().topic()).isEqualTo(Topic.of("a/topic"));
            assertThat(one.publish().publisher()).isEqualTo(StoreDriver.PUBLISHER);
            assertThat(one.word()).isEqualTo(1 << 28 | 1);
            assertThat(second.payloads(2)).containsExactly("one");
            assertThat(deliveries).extracting(StoredDelivery::order).isSorted();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_under_way_comes_back_in_the_order_in_which_it_was_sent(boolean killed) {
        StoreDriver first = open();
        first.open(1);
        long a = first.send("a", 1);
        long b = first.send("b", 1);
        long c = first.send("c", 1);
        long d = first.send("d", 1);
        first.lane().appendSent(uid(1), b, 11);
        first.lane().appendSent(uid(1), a, 12);
        first.lane().appendReceived(uid(1), 11);
        first.lane().append(new StoreRecord.DeliverySent(uid(1), d, 13));
        first.lane().appendDone(uid(1), d, 13);
        first.commit();
        end(first, killed);

        try (StoreDriver second = open()) {
            ReadBatch inflight =
                    second.ask(answer -> second.store.queue(uid(1)).readInflight(second.loop()::add, answer));
            assertThat(inflight.deliveries())
                    .extracting(
                            delivery -> delivery.publish().sequence(),
                            StoredDelivery::packetId,
                            StoredDelivery::received)
                    .containsExactly(tuple(b, 11, true), tuple(a, 12, false));
            assertThat(second.payloads(1)).containsExactly("a", "b", "c");
            assertThat(second.sessions().get(0).inflight()).isEqualTo(2);
            assertThat(second.sessions().get(0).messages()).isEqualTo(3);
            assertThat(c).isGreaterThan(b);
        }
    }

    @Test
    void a_session_that_gets_a_message_twice_is_done_with_each_by_itself() {
        try (StoreDriver driver = open()) {
            driver.open(1);
            long sequence = driver.send("twice", 1, 1);
            driver.lane().appendSent(uid(1), sequence, 5);
            driver.lane().appendSent(uid(1), sequence, 6);
            driver.lane().appendDone(uid(1), sequence, 6);
            driver.commit();
            assertThat(driver.read(uid(1), 10))
                    .extracting(StoredDelivery::packetId)
                    .containsExactly(5);
        }
    }

    @Test
    void retained_messages_come_back_whole() {
        Publish kept = StoreDriver.message("r/1", "value", Qos.EXACTLY_ONCE, 9_999_999_999_999L)
                .copy(Qos.EXACTLY_ONCE, true);
        try (StoreDriver first = open()) {
            first.lane().append(new StoreRecord.RetainedPut("m", kept));
            first.lane().append(new StoreRecord.RetainedPut("", kept));
            first.lane()
                    .append(new StoreRecord.RetainedPut(
                            "", StoreDriver.message("r/2", "x").copy(Qos.AT_MOST_ONCE, true)));
            first.lane().append(new StoreRecord.RetainedRemoved("", Topic.of("r/2")));
            first.commit();
        }
        try (StoreDriver second = open()) {
            List<String> mountpoints = new ArrayList<>();
            second.store.forEachRetained((mountpoint, publish) -> {
                mountpoints.add(mountpoint);
                assertThat(publish.topic()).isEqualTo(Topic.of("r/1"));
                assertThat(StoreDriver.payload(publish)).isEqualTo("value");
                assertThat(publish.qos()).isEqualTo(Qos.EXACTLY_ONCE);
                assertThat(publish.retain()).isTrue();
                assertThat(publish.expiresAtMillis()).isEqualTo(9_999_999_999_999L);
                assertThat(publish.publisher()).isEqualTo(StoreDriver.PUBLISHER);
            });
            assertThat(mountpoints).containsExactlyInAnyOrder("", "m");
        }
    }

    @Test
    void properties_and_expiry_are_those_of_the_publisher() {
        Properties properties = Properties.create()
                .set(Property.CONTENT_TYPE, "text/plain")
                .set(Property.MESSAGE_EXPIRY_INTERVAL, 0xFFFFFFFFL);
        Publish publish = PublishFactory.of(
                Topic.of("t"), "x".getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, false, properties, null, 1);
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.lane().append(publish, new SessionUid[] {uid(1)}, 1);
            driver.commit();
            Publish read = driver.read(uid(1), 1).get(0).publish();
            assertThat(PropertiesCodec.of(read)).isEqualTo(properties);
            assertThat(read.publisher()).isNull();
        }
    }

    @Test
    void an_expired_message_is_skipped_and_done_with() {
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.lane().append(StoreDriver.message("t", "old", Qos.AT_LEAST_ONCE, 1), new SessionUid[] {uid(1)}, 1);
            driver.send("new", 1);
            driver.commit();
            ReadBatch batch = driver.readAhead(uid(1), StoredQueue.START, 10);
            assertThat(batch.expired()).isEqualTo(1);
            assertThat(batch.deliveries()).hasSize(1);
            driver.await(() -> driver.store.metrics().messages() == 1);
        }
    }

    @Test
    void positions_rise_over_restarts_and_are_unlike_on_each_lane() {
        long before;
        try (StoreDriver first = open()) {
            before = first.open(1);
            assertThat(first.lanes.get(1).append(new StoreRecord.SessionRemoved(uid(1))))
                    .isNotEqualTo(before);
            first.commit();
            assertThat(first.lane().committed()).isEqualTo(before);
        }
        try (StoreDriver second = open()) {
            assertThat(second.open(2)).isGreaterThan(before);
        }
    }

    @Test
    void a_message_for_a_session_that_is_gone_takes_no_space() {
        try (StoreDriver driver = open()) {
            driver.open(1);
            driver.lane().append(new StoreRecord.SessionRemoved(uid(1)));
            driver.send("late", 1);
            driver.commit();
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.store.metrics().messages()).isZero();
            assertThat(driver.sessions()).isEmpty();
        }
    }

    @Test
    void a_message_may_be_in_the_log_before_its_session() {
        try (StoreDriver driver = open()) {
            driver.lanes.get(1).append(StoreDriver.message("t", "early"), new SessionUid[] {uid(1)}, 1);
            driver.lanes.get(1).submit();
            driver.open(1);
            driver.commit();
            assertThat(driver.payloads(1)).containsExactly("early");
        }
        try (StoreDriver driver = open()) {
            assertThat(driver.payloads(1)).containsExactly("early");
        }
    }

    @Test
    void the_disk_is_synchronised_only_when_somebody_asks() {
        SimulatedFiles files = new SimulatedFiles();
        try (StoreDriver driver = new StoreDriver(folder, files)) {
            driver.open(1);
            driver.commit();
            assertThat(files.syncs).isZero();
            long position = driver.send("safe", 1);
            driver.lane().require(Durability.DISK);
            driver.lane().submit();
            driver.await(() -> driver.lane().committed(Durability.DISK) >= position);
            assertThat(files.syncs).isPositive();
            assertThat(driver.lane().committed(Durability.MEMORY)).isEqualTo(position);
        }
    }
}
