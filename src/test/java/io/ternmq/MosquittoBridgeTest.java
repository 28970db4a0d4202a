package io.ternmq;

import static io.ternmq.RuledBroker.subscribe;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.observe.Refusal;
import io.ternmq.protocol.SubscriberId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Mosquitto as a bridge to this broker: it is judged as any other client, and nothing goes round in circles. */
class MosquittoBridgeTest {
    private static final SubscriberId EDGE = new SubscriberId("", "edge");

    @TempDir
    private Path folder;

    private RuledBroker broker;
    private RealMosquitto mosquitto;

    @BeforeEach
    void start() {
        broker = new RuledBroker(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
        broker.close();
    }

    private void bridge(String... lines) throws IOException {
        mosquitto = RealMosquitto.bridgingTo(broker.port(), folder, lines);
    }

    private void awaitSubscriptions(int count) {
        await().until(() -> {
            var view = broker.sessions().view(EDGE);
            return view != null && view.subscriptions() == count;
        });
    }

    private Refusal refusalOf(String topic) {
        return await().until(
                        () -> broker.refusals().stream()
                                .filter(each -> each.topic().equals(topic))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"mqttv311", "mqttv31", "mqttv50"})
    @Checklist(bypass = 11)
    void a_bridge_publishes_what_is_allowed_on_the_topic_as_it_arrives(String version) throws Exception {
        broker.rules(
                allow("site/open/#", PUBLISH).user("edge"),
                allow("site/secret/#", PUBLISH).user("other"),
                allow("#", SUBSCRIBE).user("watcher"));
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("#", 0);
        bridge("bridge_protocol_version " + version, "notifications false", "topic # out 1 \"\" site/");
        RawMqttClient local = mosquitto.client("local");
        mosquitto.awaitLog("Received CONNACK on connection local.edge");

        // Open by the local name, not by the one that arrives, and the other way round.
        local.publish(publish("site/open/x", "wrong").qos(1, 1));
        local.publish(publish("secret/x", "denied").qos(1, 2));
        local.publish(publish("open/x", "passes").qos(1, 3));

        Packet passed = watcher.receive("passes");
        assertThat(passed.topic()).isEqualTo("site/open/x");
        Refusal refused = refusalOf("site/secret/x");
        assertThat(refused.kind()).isEqualTo("publish");
        assertThat(refused.clientId()).isEqualTo("edge");
        assertThat(refused.userName()).isEqualTo("edge");
        assertThat(refused.explanation().rule())
                .isEqualTo("no rule allows user 'edge', client 'edge' to publish to 'site/secret/x'");
        assertThat(refusalOf("site/site/open/x").kind()).isEqualTo("publish");
        watcher.expectOnlyPong();
    }

    @ParameterizedTest
    @CsvSource({"mqttv311", "mqttv50"})
    @Checklist(bypass = 11)
    void a_bridge_subscribes_to_what_is_allowed_as_it_asks_for_it(String version) throws Exception {
        broker.rules(
                deny("site/secret/#", SUBSCRIBE).user("edge"),
                allow("site/#", SUBSCRIBE).user("edge"),
                allow("#", PUBLISH));
        bridge(
                "bridge_protocol_version " + version,
                "notifications false",
                "topic open/# in 1 remote/ site/",
                "topic secret/# in 1 remote/ site/",
                "topic # in 1 all/ \"\"");
        RawMqttClient local = mosquitto.client("local");
        local.subscribe("#", 0);

        assertThat(refusalOf("site/secret/#").explanation().rule())
                .isEqualTo("rule 1, deny subscribe 'site/secret/#' for user 'edge'");
        assertThat(refusalOf("#").kind()).isEqualTo("subscribe");
        awaitSubscriptions(1);
        RawMqttClient remote = broker.client("someone", "s");
        remote.publish(publish("site/secret/x", "secret").qos(1, 1));
        remote.publish(publish("site/open/x", "open").qos(1, 2));
        assertThat(local.receive("open").topic()).isEqualTo("remote/open/x");
        local.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 11)
    void a_bridge_gets_neither_system_topics_nor_shared_subscriptions_that_no_rule_names() throws Exception {
        broker.rules(
                allow("jobs", SUBSCRIBE).shared("edges").user("edge"),
                deny("#", SUBSCRIBE).shared("+"),
                allow("$SYS/+/uptime", SUBSCRIBE).user("edge"),
                allow("#", SUBSCRIBE, PUBLISH));
        bridge(
                "notifications false",
                "topic $SYS/# in 0",
                "topic +/uptime in 0 up/ $SYS/",
                "topic $share/workers/jobs in 0",
                "topic $share/edges/jobs in 0",
                "topic # in 0");

        assertThat(refusalOf("$SYS/#").explanation().rule()).contains("no rule allows user 'edge'");
        assertThat(refusalOf("$share/workers/jobs").explanation().rule())
                .isEqualTo("rule 2, deny subscribe '#' shared as '+' for everyone");
        // The one that names the group, the one of system topics by its name, and all else.
        awaitSubscriptions(3);
    }

    @Test
    @Checklist(bypass = 11)
    void a_bridge_writes_no_system_topic_and_is_admitted_without_the_will_that_it_leaves_there() throws Exception {
        broker.rules(allow("#", SUBSCRIBE, PUBLISH, RETAIN));
        bridge("topic $SYS/# out 0", "topic # out 0");
        String state = "$SYS/broker/connection/edge/state";

        Refusal will = refusalOf(state);
        assertThat(will.explanation().source()).isEqualTo("system-topics");
        RawMqttClient watcher = broker.client("watcher", "w");
        assertThat(subscribe(watcher, "plain")).isEqualTo(1);
        mosquitto.awaitLog("Received CONNACK on connection local.edge");
        mosquitto.client("local").publish("plain", "passes");
        watcher.receive("passes");
    }

    @ParameterizedTest
    @CsvSource({"mqttv311", "mqttv31", "mqttv50"})
    @Checklist(bypass = 11)
    void no_message_goes_round_in_circles(String version) throws Exception {
        bridge("bridge_protocol_version " + version, "topic # both 1");
        RawMqttClient local = mosquitto.client("local");
        RawMqttClient remote = broker.client("remote", "r");
        local.subscribe("#", 0);
        remote.subscribe("#", SubscribePacket.RETAIN_AS_PUBLISHED);
        awaitSubscriptions(1);

        local.publish(publish("from/local", "one").retain().qos(1, 1));
        Packet there = remote.receive("one");
        assertThat(there.retain()).isTrue();
        local.receive("one");
        remote.publish(publish("from/remote", "two").qos(1, 2));
        local.receive("two");
        remote.receive("two");
        // Whatever came back would have come before these.
        local.publish(publish("end", "end").qos(1, 3));
        remote.receive("end");
        remote.publish(publish("end", "end").qos(1, 4));
        local.receive("end");
        local.receive("end");
        remote.receive("end");
        remote.expectOnlyPong();
        local.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 11)
    void a_bridge_comes_back_as_a_client_where_bridges_are_not_taken() throws Exception {
        broker.close();
        broker = new RuledBroker(folder.resolve("data"), "listeners.default.allowed-protocol-versions", "3,4,5");
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("#", 0);
        bridge("notifications false", "topic # out 1");
        mosquitto.client("local").publish(publish("a", "passes").qos(1, 1));
        watcher.receive("passes");
    }
}
