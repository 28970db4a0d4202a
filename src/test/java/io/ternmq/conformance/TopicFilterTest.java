package io.ternmq.conformance;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.SubscribePacket.filters;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.EveryVersion;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.TestBrokers;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Topic names and filters: section 4.7 of both versions. */
class TopicFilterTest extends BrokerTestCase {

    private static final String RUN_TOPIC = topic().replace('/', '-');

    @ParameterizedTest
    @CsvSource({
        "R/a/b, R/a/b, true",
        "R/a/b, R/a, false",
        "R/a, R/a/b, false",
        "R/+, R/a, true",
        "R/+, R/a/b, false",
        "R/+, R/, true",
        "R/+, R, false",
        "R/#, R, true",
        "R/#, R/a, true",
        "R/#, R/a/b/c, true",
        "R/#, R/, true",
        "R/+/b, R/a/b, true",
        "R/+/b, R//b, true",
        "R/+/b, R/b, false",
        "R/+/+, R/a/b, true",
        "R/+/+, R//, true",
        "R/+/#, R/a, true",
        "R/+/#, R, false",
        "R/a, R/A, false",
        "R//a, R/a, false",
        "R/a/, R/a, false",
        "R/a, R/a/, false",
        "R/+/a/#, R/x/a, true",
        "R/+/a/#, R/x/a/y/z, true",
        "R/+/a/#, R/x/y/a, false",
        "R/a b, R/a b, true",
        "R/., R/x, false",
        "R/.*, R/x, false",
        "R/%61, R/a, false",
        "R/*, R/x, false",
        "/R/a, /R/a, true",
        "/R/a, R/a, false",
        "+/R/a, /R/a, true",
        "+/R/a, x/R/a, true",
        "+/R/a, R/a, false",
        "R/$a, R/$a, true",
        "R/+, R/$a, true",
        "R/#, R/$a/b, true"
    })
    @Normative({
        "MQTT5-4.7.1-1",
        "MQTT5-4.7.1-2",
        "MQTT5-4.7.3-4",
        "MQTT5-3.3.2-3",
        "MQTT311-4.7.1-2",
        "MQTT311-4.7.1-3",
        "MQTT311-4.7.3-4",
        "MQTT311-3.3.2-3"
    })
    @Checklist(27)
    void filters_match_as_specified(String filterPattern, String topicPattern, boolean matches) {
        String root = topic().replace('/', '-');
        String filter = filterPattern.replace("R", root);
        String topic = topicPattern.replace("R", root);
        for (MqttVersion version : MqttVersion.values()) {
            RawMqttClient subscriber = connected(version);
            subscriber.subscribe(filter, 0);
            String marker = topic();
            subscriber.subscribe(marker, 0);
            RawMqttClient publisher = connected(version);
            publisher.publish(topic, "match").publish(marker, "marker");
            if (matches) {
                assertThat(subscriber.receive("match").topic()).isEqualTo(topic);
            }
            subscriber.receive("marker");
        }
    }

    static Stream<Arguments> badFilters() {
        return Stream.of(MqttVersion.values())
                .flatMap(version -> Stream.of(
                                "", "a/#/b", "a#", "#a", "a/b#", "##", "a+", "+a", "a/+b", "a/b+/c", "++", "#/")
                        .map(filter -> Arguments.of(version, filter)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badFilters")
    @Normative({
        "MQTT5-4.7.1-1",
        "MQTT5-4.7.1-2",
        "MQTT5-4.7.3-1",
        "MQTT5-4.13.1-1",
        "MQTT311-4.7.1-2",
        "MQTT311-4.7.1-3",
        "MQTT311-4.7.3-1",
        "MQTT311-4.8.0-1"
    })
    @Checklist({27, 43})
    void a_bad_filter_ends_the_connection(MqttVersion version, String filter) {
        connected(version).sendSubscribe(filters(1).filter(filter, 0)).expectEnd(0x81, 0x82, 0x8F);
        connected(version)
                .sendSubscribe(filters(1).filter(topic(), 0).filter(filter, 0))
                .expectEnd(0x81, 0x82, 0x8F);
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.2-1", "MQTT311-4.7.2-1"})
    @Checklist({24, 27})
    void wildcards_at_the_start_do_not_match_topics_of_the_broker(MqttVersion version) {
        BrokerUnderTest broker = TestBrokers.withQuickSysTree();
        RawMqttClient subscriber = connectedTo(broker, version);
        subscriber.subscribe(
                filters(1).filter("#", 0).filter("+/" + RUN_TOPIC, 0).filter("+/#", 0));
        RawMqttClient witness = connectedTo(broker, version);
        witness.subscribe("$SYS/#", 0);
        Packet sent = witness.expect(PacketKind.PUBLISH);
        while (sent.retain()) {
            sent = witness.expect(PacketKind.PUBLISH);
        }
        String marker = topic();
        connectedTo(broker, version).publish(marker, "marker");
        Packet packet = subscriber.expect(PacketKind.PUBLISH);
        while (!packet.topic().equals(marker)) {
            assertThat(packet.topic()).doesNotStartWith("$");
            packet = subscriber.expect(PacketKind.PUBLISH);
        }
    }

    @EveryVersion
    @Normative("MQTT5-4.7.2-1")
    @Checklist(24)
    void clients_can_not_exchange_messages_on_topics_of_the_broker(MqttVersion version) {
        String name = "$SYS/" + topic();
        String marker = topic();
        RawMqttClient subscriber = connected(version);
        subscriber.subscribe(marker, 0);
        subscriber.sendSubscribe(filters(1).filter(name, 0)).expect(PacketKind.SUBACK);
        connected(version).send(publish(name, "forged"));
        connected(version).publish(marker, "marker");
        subscriber.receive("marker");
    }

    @EveryVersion
    @Normative({"MQTT5-4.7.3-3", "MQTT311-4.7.3-3"})
    void topics_up_to_65535_bytes_are_carried(MqttVersion version) {
        String longest = topic() + "/";
        longest += "é".repeat((65_535 - longest.length()) / 2) + "x".repeat((65_535 - longest.length()) % 2);
        RawMqttClient client = connected(version);
        client.subscribe(longest, 0);
        client.publish(longest, "long");
        assertThat(client.receive("long").topic()).isEqualTo(longest);
        String almost = longest.substring(0, longest.length() - 1);
        client.publish(almost, "not this one");
        client.publish(longest, "this one");
        client.receive("this one");
    }

    @EveryVersion
    @Normative({"MQTT311-3.8.3-2", "MQTT5-4.7.1-1"})
    void wildcard_filters_are_supported(MqttVersion version) {
        RawMqttClient client = connected(version);
        Packet suback = client.subscribe(
                filters(1).filter(topic() + "/#", 0).filter("+/" + topic(), 1).filter("+", 2));
        assertThat(suback.codes()).containsExactly(0, 1, 2);
    }
}
