package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Peer;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for clients that don't keep up or are away, and what is dropped. */
class SlowReceiverTest extends OutboundFixture {
    @Checklist(54)
    @Test
    void a_slow_client_holds_up_nobody_and_gets_in_order_what_fits_its_queue() {
        node = TestNode.parts().set("queue.max-online-messages", 4).start();
        TestClient slow = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, spec -> {});
        TestClient quick = node.connected(ProtocolVersion.MQTT_5, "quick");
        quick.subscribe(1, Qos.AT_LEAST_ONCE, "a/#");
        quick.take();
        slow.writable(false);
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_LEAST_ONCE, 1, 3);
        publish(publisher, Qos.AT_MOST_ONCE, 4, 6);
        publish(publisher, Qos.AT_LEAST_ONCE, 7, 7);
        assertThat(quick.takePayloads()).isEqualTo(payloads(1, 7));
        slow.expectNothing();
        assertThat(node.dropped(DropReason.SLOW_RECEIVER)).isEqualTo(2);
        assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(1);
        assertThat(node.count(Counter.QUEUE_MESSAGE_DROP)).isEqualTo(3);
        slow.writable(true);
        assertThat(slow.takePayloads()).containsExactlyInAnyOrder("m1", "m2", "m3", "m4");
        publish(publisher, Qos.AT_LEAST_ONCE, 8, 8);
        assertThat(slow.takePayloads()).containsExactly("m8");
    }

    @Test
    void under_memory_pressure_qos_0_for_a_slow_client_is_dropped_at_once() {
        TestNode.Parts parts = TestNode.parts();
        parts.load = new LoadGate() {
            @Override
            public @Nullable ReasonCode refusal(Peer peer) {
                return null;
            }

            @Override
            public boolean dropsQos0() {
                return true;
            }
        };
        node = parts.start();
        TestClient slow = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, spec -> {});
        TestClient publisher = publisher();
        publish(publisher, Qos.AT_MOST_ONCE, 1, 1);
        assertThat(slow.takePayloads()).containsExactly("m1");
        slow.writable(false);
        publish(publisher, Qos.AT_MOST_ONCE, 2, 2);
        publish(publisher, Qos.AT_LEAST_ONCE, 3, 3);
        assertThat(node.dropped(DropReason.MEMORY_PRESSURE)).isEqualTo(1);
        slow.writable(true);
        assertThat(slow.takePayloads()).containsExactly("m3");
    }

    @Checklist(46)
    @Test
    void a_queue_is_bounded_in_bytes_too() {
        node = TestNode.parts()
                .set("session.max-inflight-messages", 1)
                .set("queue.max-online-bytes", "20B")
                .start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_3_1_1, Qos.AT_LEAST_ONCE, spec -> {});
        // Each counts five bytes: topic and payload.
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 9);
        assertThat(node.dropped(DropReason.QUEUE_BYTES_FULL)).isEqualTo(4);
        assertThat(node.view("s").queuedMessages()).isEqualTo(4);
        assertThat(node.view("s").queuedBytes()).isEqualTo(20);
        assertThat(node.sessions.waiting()).isEqualTo(new Sessions.Waiting(4, 20));
        assertThat(subscriber.takePayloads()).containsExactly("m1");
    }

    @Checklist({47, 48})
    @Test
    void an_offline_queue_keeps_the_oldest_or_as_lifo_the_newest() {
        for (String order : List.of("fifo", "lifo")) {
            node = TestNode.parts()
                    .set("queue.max-offline-messages", 3)
                    .set("queue.order", order)
                    .start();
            subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                    .cut();
            publish(publisher(), Qos.AT_LEAST_ONCE, 1, 5);
            assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(2);
            List<String> got = node.kept(ProtocolVersion.MQTT_5, "s").takePayloads();
            assertThat(got).isEqualTo(order.equals("fifo") ? List.of("m1", "m2", "m3") : List.of("m5", "m4", "m3"));
        }
    }

    @Checklist(49)
    @Test
    void what_waited_offline_is_cut_to_the_online_limit_unless_settings_keep_it() {
        for (boolean override : List.of(false, true)) {
            node = TestNode.parts()
                    .set("session.max-inflight-messages", 2)
                    .set("queue.max-online-messages", 3)
                    .set("queue.override-max-online-messages", override)
                    .start();
            subscriber(ProtocolVersion.MQTT_3_1_1, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                    .cut();
            publish(publisher(), Qos.AT_LEAST_ONCE, 1, 10);
            node.kept(ProtocolVersion.MQTT_3_1_1, "s");
            assertThat(node.view("s").inflightMessages()).isEqualTo(2);
            assertThat(node.view("s").queuedMessages()).isEqualTo(override ? 8 : 3);
            assertThat(node.dropped(DropReason.QUEUE_FULL)).isEqualTo(override ? 0 : 5);
        }
    }

    @Test
    void thousands_of_waiting_messages_leave_in_order_over_several_turns() {
        node = TestNode.parts()
                .set("queue.max-offline-messages", -1)
                .set("queue.max-online-messages", -1)
                .start();
        subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept)
                .cut();
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 3000);
        assertThat(node.kept(ProtocolVersion.MQTT_5, "s").takePayloads()).isEqualTo(payloads(1, 3000));
    }
}
