package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent again, and when. */
class OutboundRedeliveryTest extends OutboundFixture {
    @Checklist(19)
    @Normative({"MQTT5-4.4.0-1", "MQTT5-3.3.1-1", "MQTT5-4.6.0-1", "MQTT311-4.4.0-1", "MQTT311-4.6.0-1"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_resumed_session_sends_again_in_the_first_order_with_the_same_identifiers(ProtocolVersion version) {
        TestClient first = subscriber(version, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        TestClient publisher = publisher();
        publish(publisher, Qos.EXACTLY_ONCE, 1, 4);
        List<Received.Message> before = first.takeMessages();
        first.acknowledge(PacketType.PUBREC, before.get(1).packetId());
        first.expectAcknowledgement(PacketType.PUBREL, before.get(1).packetId(), ReasonCode.SUCCESS);
        first.acknowledge(PacketType.PUBREC, before.get(3).packetId());
        first.acknowledge(PacketType.PUBCOMP, before.get(3).packetId());
        first.cut();
        publish(publisher, Qos.EXACTLY_ONCE, 5, 5);

        TestClient again = node.client(version);
        again.connect(spec -> spec.kept().clientId = "s");
        List<Received> news = again.take();
        assertThat(news).hasSize(5);
        assertThat(news.get(1)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m1");
            assertThat(message.packetId()).isEqualTo(before.get(0).packetId());
            assertThat(message.duplicate()).isTrue();
        });
        assertThat(news.get(2))
                .isEqualTo(new Received.Acknowledgement(
                        PacketType.PUBREL, before.get(1).packetId(), ReasonCode.SUCCESS));
        assertThat(news.get(3)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m3");
            assertThat(message.packetId()).isEqualTo(before.get(2).packetId());
        });
        assertThat(news.get(4)).isInstanceOfSatisfying(Received.Message.class, message -> {
            assertThat(message.payload()).isEqualTo("m5");
            assertThat(message.duplicate()).isFalse();
            assertThat(message.packetId())
                    .isNotIn(before.subList(0, 3).stream()
                            .map(Received.Message::packetId)
                            .toList());
        });
    }

    @Normative("MQTT5-3.3.4-9")
    @Test
    void what_is_sent_again_keeps_to_the_receive_maximum_of_the_new_connection() {
        TestClient first = subscriber(ProtocolVersion.MQTT_5, Qos.AT_LEAST_ONCE, TestClient.ConnectSpec::kept);
        publish(publisher(), Qos.AT_LEAST_ONCE, 1, 5);
        assertThat(first.takeMessages()).hasSize(5);
        first.cut();
        TestClient again = node.connected(
                ProtocolVersion.MQTT_5, "s", spec -> spec.kept().properties.set(Property.RECEIVE_MAXIMUM, 2));
        List<String> got = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (Received.Message message : again.takeMessages()) {
                got.add(message.payload());
                assertThat(got.size() - round).isLessThanOrEqualTo(2);
            }
            again.acknowledge(PacketType.PUBACK, round + 1);
        }
        assertThat(got).isEqualTo(payloads(1, 5));
    }

    @Normative({"MQTT5-4.3.3-7", "MQTT5-4.3.3-13"})
    @Test
    void a_message_that_was_sent_is_sent_again_even_if_it_has_expired_since() {
        TestClient first = subscriber(ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        Properties shortLived = Properties.create().set(Property.MESSAGE_EXPIRY_INTERVAL, 5);
        publisher().publish("a/b", "m", Qos.EXACTLY_ONCE, false, false, 1, shortLived, 0);
        int id = first.takeMessages().get(0).packetId();
        first.cut();
        node.advance(Duration.ofSeconds(10));
        TestClient again = node.kept(ProtocolVersion.MQTT_5, "s");
        assertThat(again.takeMessages()).singleElement().satisfies(message -> {
            assertThat(message.packetId()).isEqualTo(id);
            assertThat(message.duplicate()).isTrue();
        });
    }

    @Checklist(18)
    @Test
    void a_3x_client_that_does_not_acknowledge_gets_messages_and_pubrels_again() {
        node = TestNode.parts().set("session.retry-interval", "10s").start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_3_1_1, Qos.EXACTLY_ONCE, spec -> {});
        TestClient publisher = publisher();
        publish(publisher, Qos.EXACTLY_ONCE, 1, 1);
        node.advance(Duration.ofSeconds(5));
        publish(publisher, Qos.EXACTLY_ONCE, 2, 2);
        List<Received.Message> first = subscriber.takeMessages();
        node.advance(Duration.ofSeconds(7));
        List<Received.Message> again = subscriber.takeMessages();
        assertThat(again).singleElement().satisfies(message -> {
            assertThat(message.payload()).isEqualTo("m1");
            assertThat(message.duplicate()).isTrue();
            assertThat(message.packetId()).isEqualTo(first.get(0).packetId());
        });
        subscriber.acknowledge(PacketType.PUBREC, first.get(0).packetId());
        subscriber.take();
        node.advance(Duration.ofSeconds(12));
        assertThat(subscriber.take())
                .contains(new Received.Acknowledgement(
                        PacketType.PUBREL, first.get(0).packetId(), ReasonCode.SUCCESS));
        subscriber.acknowledge(PacketType.PUBCOMP, first.get(0).packetId());
        subscriber.acknowledge(PacketType.PUBREC, first.get(1).packetId());
        subscriber.acknowledge(PacketType.PUBCOMP, first.get(1).packetId());
        subscriber.take();
        node.advance(Duration.ofMinutes(5));
        subscriber.expectNothing();
    }

    @Checklist(18)
    @Normative("MQTT5-4.4.0-1")
    @Test
    void a_5_client_gets_nothing_again_while_it_is_connected() {
        node = TestNode.parts().set("session.retry-interval", "10s").start();
        TestClient subscriber = subscriber(ProtocolVersion.MQTT_5, Qos.EXACTLY_ONCE, TestClient.ConnectSpec::kept);
        publish(publisher(), Qos.EXACTLY_ONCE, 1, 1);
        assertThat(subscriber.take()).hasSize(1);
        node.advance(Duration.ofMinutes(5));
        subscriber.expectNothing();
    }
}
