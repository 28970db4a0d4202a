package io.ternmq;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bridges of other brokers, byte by byte: those of 3.x set bit 7 of the protocol level. */
class BridgesOverTheWireTest {
    private static final int BRIDGE = 0x80;
    private static final int REFUSED = 0x80;

    @TempDir
    private Path folder;

    private RuledBroker broker;

    @BeforeEach
    void start() {
        broker = new RuledBroker(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static ConnectPacket bridge(MqttVersion version) {
        ConnectPacket connect = ConnectPacket.connect(version, "edge").username("edge");
        return version.hasProperties() ? connect : connect.level(version.level() | BRIDGE);
    }

    @ParameterizedTest
    @EnumSource(
            value = MqttVersion.class,
            names = {"V31", "V311"})
    @Checklist(bypass = 11)
    void a_bridge_is_not_sent_what_it_has_published_and_sees_which_messages_are_retained(MqttVersion version) {
        RawMqttClient bridge = broker.client(bridge(version));
        RawMqttClient other = broker.client("other", "o");
        bridge.subscribe("#", 1);

        bridge.publish(publish("own", "own").retain().qos(1, 9));
        bridge.expectOnlyPong();
        other.publish(publish("a", "kept").retain().qos(1, 1));
        assertThat(bridge.receive("kept").retain()).isTrue();
        other.publish(publish("a", "passing").qos(1, 2));
        assertThat(bridge.receive("passing").retain()).isFalse();
    }

    @Test
    @Checklist(bypass = 11)
    void a_subscription_of_a_bridge_is_still_one_when_it_is_back() {
        RawMqttClient bridge = broker.client(bridge(MqttVersion.V311).persistent());
        bridge.subscribe("#", 1);
        bridge.cut();
        broker.restart();

        RawMqttClient back = broker.link();
        back.resume(bridge(MqttVersion.V311).persistent());
        back.publish(publish("own", "own").qos(1, 9));
        back.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 11)
    void a_bridge_joins_the_groups_and_reads_the_system_topics_that_rules_give_it() {
        broker.rules(
                allow("jobs", SUBSCRIBE).shared("edges").user("edge"),
                deny("#", SUBSCRIBE).shared("+"),
                allow("$SYS/+/uptime", SUBSCRIBE).user("edge"),
                allow("#", SUBSCRIBE, PUBLISH));
        RawMqttClient bridge = broker.client(bridge(MqttVersion.V311));

        Packet suback = bridge.sendSubscribe(SubscribePacket.filters(4)
                        .filter("#", 1)
                        .filter("$SYS/#", 1)
                        .filter("$SYS/+/uptime", 1)
                        .filter("$share/workers/jobs", 1)
                        .filter("$share/edges/jobs", 1))
                .expect(PacketKind.SUBACK);

        assertThat(suback.codes()).containsExactly(1, REFUSED, 1, REFUSED, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = MqttVersion.class,
            names = {"V31", "V311"})
    @Checklist(bypass = 11)
    void a_topic_that_is_not_allowed_is_dropped_and_does_not_cut_a_bridge_off(MqttVersion version) {
        broker.rules(allow("open", PUBLISH, SUBSCRIBE));
        RawMqttClient bridge = broker.client(bridge(version));
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("open", 0);

        bridge.publish(publish("secret", "x").qos(2, 7));
        bridge.publish(publish("open", "y").qos(1, 8));

        watcher.receive("y");
        assertThat(broker.refused("publish").topic()).isEqualTo("secret");
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Checklist(bypass = 11)
    void the_will_in_which_bridges_tell_their_state_is_left_out_and_any_other_below_it_refused(MqttVersion version) {
        broker.rules(allow("#", PUBLISH, RETAIN, SUBSCRIBE));
        String state = "$SYS/broker/connection/edge/state";

        broker.client(bridge(version).will(will(state, "0").withRetain()));
        assertThat(broker.refused("will").topic()).isEqualTo(state);
        assertThat(broker.refused("will").explanation().source()).isEqualTo("system-topics");

        int code = version.hasProperties() ? 0x90 : 5;
        broker.link()
                .send(bridge(version).will(will("$SYS/broker/connection/other/state", "0")))
                .expectRefused(code);
    }

    @Test
    @Checklist(bypass = 11)
    void a_listener_that_takes_no_bridges_says_so_in_a_way_that_has_them_come_as_clients() {
        broker.close();
        broker = new RuledBroker(folder, "listeners.default.allowed-protocol-versions", "3,4,5");

        broker.link().send(bridge(MqttVersion.V311)).expectRefused(1);
        broker.client(ConnectPacket.connect(MqttVersion.V311, "edge"));
    }
}
