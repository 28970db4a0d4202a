package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishAndSubscribeTest {
    private final TestNode node = TestNode.parts().start();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_message_of_each_qos_reaches_a_subscriber_and_is_acknowledged(ProtocolVersion version) {
        TestClient subscriber = node.connected(version, "subscriber");
        TestClient publisher = node.connected(version, "publisher");
        subscriber.subscribe(1, Qos.EXACTLY_ONCE, "a/+");
        assertThat(subscriber.takeOne(Received.Subscribed.class).codes()).isEqualTo(List.of(ReasonCode.GRANTED_QOS_2));

        publisher.publish("a/b", "zero", Qos.AT_MOST_ONCE, 0);
        assertThat(subscriber.takePayloads()).containsExactly("zero");
        publisher.expectNothing();

        publisher.publish("a/b", "one", Qos.AT_LEAST_ONCE, 7);
        publisher.expectAcknowledgement(PacketType.PUBACK, 7, ReasonCode.SUCCESS);
        Received.Message one = subscriber.takeMessages().get(0);
        assertThat(one.payload()).isEqualTo("one");
        assertThat(one.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        subscriber.acknowledge(PacketType.PUBACK, one.packetId());

        publisher.publish("a/b", "two", Qos.EXACTLY_ONCE, 8);
        publisher.expectAcknowledgement(PacketType.PUBREC, 8, ReasonCode.SUCCESS);
        publisher.acknowledge(PacketType.PUBREL, 8);
        publisher.expectAcknowledgement(PacketType.PUBCOMP, 8, ReasonCode.SUCCESS);
        Received.Message two = subscriber.takeMessages().get(0);
        assertThat(two.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        subscriber.acknowledge(PacketType.PUBREC, two.packetId());
        subscriber.expectAcknowledgement(PacketType.PUBREL, two.packetId(), ReasonCode.SUCCESS);
        subscriber.acknowledge(PacketType.PUBCOMP, two.packetId());
        subscriber.expectNothing();
        assertThat(node.view("subscriber").inflightMessages()).isZero();
    }
}
