package io.ternmq;

import static io.ternmq.RuledBroker.as;
import static io.ternmq.RuledBroker.subscribe;
import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.rules.ARule;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SubscribePacket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways around rules that brokers have had, tried over the wire.
 *
 * <pre>
 *  1 $share/g/secret/# instead of secret/#     here
 *  2 a filter that reaches further             here; at random in CompiledRulesTest
 *  3 leading wildcards and $ topics            here
 *  4 wills: plain, retained, delayed, takeover here; delayed and while connected in RevocationTest
 *  5 retained publishes and deletes            here
 *  6 QoS cap and retain flag                   here
 *  7 topic alias of a topic that is denied now RevocationTest
 *  8 response topic is no right                here
 *  9 queued messages after revocation          RevocationTest
 * 10 joining a foreign shared group            here
 * 11 bridges                                   BridgesOverTheWireTest, MosquittoBridgeTest
 * 12 HTTP publishing                           HttpPublishRightsTest, HttpPublishIdentityTest
 * 13 no local, retain handling, identifiers    here
 * 14 client ids of others                      here; takeover in RevocationTest
 * 15 certificate's name and CONNECT's          CertificatesOverTheWireTest
 * 16 case, Unicode forms, slashes, empty levels here
 * 17 the cache after a change                  RevocationTest
 * 18 nothing of the client makes it a superuser here
 * 19 authenticating again                      EnhancedAuthenticationTest; by tokens in TokensOverTheWireTest
 * 20 rewritten topics                          RewrittenTopicsTest, RewritingTest
 * </pre>
 */
class AclBypassTest {
    private static final int NOT_AUTHORIZED = 0x87;

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

    private void rules(ARule... rules) {
        broker.rules(rules);
    }

    private static int answer(RawMqttClient client, io.ternmq.conformance.harness.PublishPacket publish) {
        return client.send(publish).expect(PacketKind.PUBACK).reasonCode();
    }

    @Test
    @Checklist(bypass = 1)
    void case_1_a_shared_subscription_is_judged_by_its_filter() {
        rules(deny("secret/#", SUBSCRIBE), allow("#", SUBSCRIBE));
        RawMqttClient eve = broker.client("eve", "e");

        assertThat(subscribe(eve, "$share/g/secret/#")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "$share/g/secret")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "$share/g/#")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "$share/g/open/#")).isEqualTo(1);
    }

    @Test
    @Checklist(bypass = 2)
    void case_2_a_filter_must_be_covered_by_what_is_granted() {
        rules(allow("a/+", SUBSCRIBE));
        RawMqttClient eve = broker.client("eve", "e");

        for (String further : List.of("a/#", "+/+", "#", "a", "a/b/c", "+/b")) {
            assertThat(subscribe(eve, further)).as(further).isEqualTo(NOT_AUTHORIZED);
        }
        assertThat(subscribe(eve, "a/+")).isEqualTo(1);
        assertThat(subscribe(eve, "a/b")).isEqualTo(1);
    }

    @Test
    @Checklist(bypass = 3)
    void case_3_wildcards_never_reach_topics_that_begin_with_a_dollar() {
        rules(allow("#", SUBSCRIBE, PUBLISH), allow("+/broker/#", SUBSCRIBE));
        RawMqttClient eve = broker.client("eve", "e");

        for (String system : List.of("$SYS/#", "$SYS/broker/x", "$CONTROL/#", "$share/g/$SYS/#")) {
            assertThat(subscribe(eve, system)).as(system).isEqualTo(NOT_AUTHORIZED);
        }
        assertThat(answer(eve, publish("$SYS/broker/x", "1").qos(1, 5))).isEqualTo(NOT_AUTHORIZED);
        assertThat(answer(eve, publish("$CONTROL/x", "1").qos(1, 6))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    @Checklist(bypass = 4)
    void case_4_a_will_needs_the_right_to_leave_one_there() {
        rules(allow("public", PUBLISH, WILL, RETAIN), allow("plain", PUBLISH, WILL), allow("live", PUBLISH));

        broker.client(as("eve", "e1").will(will("public", "x").withRetain()));
        broker.client(as("eve", "e2").will(will("plain", "x")));
        broker.link().send(as("eve", "e3").will(will("secret", "x"))).expectRefused(NOT_AUTHORIZED);
        broker.link()
                .send(as("eve", "e4").will(will("plain", "x").withRetain()))
                .expectRefused(NOT_AUTHORIZED);
        broker.link().send(as("eve", "e5").will(will("live", "x"))).expectRefused(NOT_AUTHORIZED);
        broker.link().send(as("eve", "e6").will(will("secret", "x").delayed(5))).expectRefused(NOT_AUTHORIZED);
        assertThat(broker.refused("will").topic()).isEqualTo("secret");
    }

    @Test
    @Checklist(bypass = 4)
    void case_4_a_takeover_publishes_no_will_that_was_not_allowed() {
        rules(allow("ok", PUBLISH, WILL, SUBSCRIBE), allow("#", SUBSCRIBE).user("watcher"));
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("#", 0);
        broker.client(as("eve", "e").will(will("ok", "allowed")));
        broker.link().send(as("eve", "e").will(will("secret", "denied"))).expectRefused(NOT_AUTHORIZED);

        // The refused connect has not even ended the connection that was there.
        watcher.expectOnlyPong();
        broker.client(as("eve", "e"));
        watcher.receive("allowed");
    }

    @Test
    @Checklist(bypass = {5, 6})
    void case_5_a_retained_message_is_neither_made_nor_deleted_without_the_right_to() {
        rules(allow("t", PUBLISH, SUBSCRIBE), allow("t", RETAIN).user("ann"));
        RawMqttClient ann = broker.client("ann", "a");
        RawMqttClient eve = broker.client("eve", "e");

        assertThat(answer(ann, publish("t", "kept").retain().qos(1, 1))).isEqualTo(0x10);
        assertThat(answer(eve, publish("t", "other").retain().qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
        assertThat(answer(eve, publish("t", "").retain().qos(1, 2))).isEqualTo(NOT_AUTHORIZED);
        eve.subscribe("t", 0);
        assertThat(eve.receive("kept").retain()).isTrue();
        assertThat(broker.refused("publish").retain()).isTrue();
    }

    @Test
    @Checklist(bypass = 6)
    void case_6_a_rule_caps_the_qos() {
        rules(allow("t", PUBLISH, SUBSCRIBE).upTo(0));
        RawMqttClient eve = broker.client("eve", "e");

        assertThat(answer(eve, publish("t", "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "t")).isEqualTo(NOT_AUTHORIZED);
        eve.subscribe("t", 0);
        eve.publish("t", "fine");
        eve.receive("fine");
    }

    @Test
    @Checklist(bypass = 8)
    void case_8_a_response_topic_gives_nobody_a_right() {
        rules(allow("request", PUBLISH, SUBSCRIBE));
        RawMqttClient server = broker.client("server", "s");
        RawMqttClient eve = broker.client("eve", "e");
        server.subscribe("request", 0);
        eve.publish(publish("request", "?").with(Prop.RESPONSE_TOPIC, "secret/answers"));

        Packet request = server.receive("?");
        String answerTo = request.props().text(Prop.RESPONSE_TOPIC);

        assertThat(answer(server, publish(answerTo, "!").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, answerTo)).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    @Checklist(bypass = 10)
    void case_10_nobody_joins_a_foreign_group() {
        rules(
                allow("jobs", SUBSCRIBE).shared("workers").user("ann"),
                deny("jobs", SUBSCRIBE).shared("+"),
                allow("jobs", PUBLISH, SUBSCRIBE));
        RawMqttClient eve = broker.client("eve", "e");

        assertThat(subscribe(broker.client("ann", "a"), "$share/workers/jobs")).isEqualTo(1);
        assertThat(subscribe(eve, "$share/workers/jobs")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "$share/own/jobs")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(eve, "jobs")).isEqualTo(1);
    }

    @Test
    @Checklist(bypass = 13)
    void case_13_subscription_options_bring_nothing_that_is_not_allowed() {
        rules(
                allow("open", PUBLISH, SUBSCRIBE, RETAIN),
                allow("secret", PUBLISH, RETAIN).user("ann"));
        RawMqttClient ann = broker.client("ann", "a");
        ann.publish(publish("secret", "kept").retain().qos(1, 1));
        RawMqttClient eve = broker.client("eve", "e");
        int all = SubscribePacket.NO_LOCAL | SubscribePacket.RETAIN_AS_PUBLISHED;

        for (int options : List.of(0, all, all | SubscribePacket.RETAIN_IF_NEW, SubscribePacket.RETAIN_NEVER)) {
            Packet suback = eve.sendSubscribe(SubscribePacket.filters(9)
                            .filter("open", options)
                            .filter("secret", options)
                            .identifier(3))
                    .expect(PacketKind.SUBACK);
            assertThat(suback.codes()).containsExactly(0, NOT_AUTHORIZED);
        }
        ann.publish(publish("secret", "new").qos(1, 2));
        eve.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 14)
    void case_14_client_ids_are_bound_to_users_and_others_can_not_take_them() {
        rules(allow("%u-*", CONNECT), deny("*", CONNECT), allow("t", PUBLISH, SUBSCRIBE));
        RawMqttClient ann = broker.client("ann", "ann-1");

        broker.link().send(as("eve", "ann-1")).expectRefused(NOT_AUTHORIZED);
        broker.link().send(as("eve", "other")).expectRefused(NOT_AUTHORIZED);

        ann.expectOnlyPong();
        assertThat(broker.refused("connect").explanation().rule()).isEqualTo("rule 2, deny connect '*' for everyone");
        assertThat(broker.refused("connect").explanation().ruleId()).isEqualTo(2);
    }

    @Test
    @Checklist(bypass = 16)
    void case_16_names_are_compared_byte_by_byte() {
        rules(
                allow("caf\u00e9/Data", PUBLISH, SUBSCRIBE),
                allow("%u/own", PUBLISH).user("ann"));
        RawMqttClient eve = broker.client("ann", "e");

        for (String other : List.of(
                "cafe\u0301/Data",
                "caf\u00e9/data",
                "caf\u00e9/Data/",
                "/caf\u00e9/Data",
                "caf\u00e9//Data",
                "ANN/own",
                "ann/own/")) {
            assertThat(answer(eve, publish(other, "x").qos(1, 1))).as(other).isEqualTo(NOT_AUTHORIZED);
        }
        assertThat(answer(eve, publish("ann/own", "x").qos(1, 1))).isEqualTo(0x10);
        assertThat(answer(broker.client("Ann", "f"), publish("Ann/own", "x").qos(1, 1)))
                .isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    @Checklist(bypass = 18)
    void case_18_nothing_that_a_client_says_makes_it_more_than_others() {
        rules(allow("#", PUBLISH, SUBSCRIBE).user("admin"), allow("c/%c", PUBLISH), allow("u/%u/#", SUBSCRIBE));

        for (String name : List.of("Admin", "admin ", "root", "$SYS", "superuser", "+", "#", "a/b", "%u")) {
            RawMqttClient eve =
                    broker.client(as(name, name).with(Prop.USER_PROPERTY, java.util.Map.entry("superuser", "true")));
            assertThat(answer(eve, publish("x", "1").qos(1, 1))).as(name).isEqualTo(NOT_AUTHORIZED);
            assertThat(answer(eve, publish("c/other", "1").qos(1, 2))).as(name).isEqualTo(NOT_AUTHORIZED);
            assertThat(subscribe(eve, "u/+/x")).as(name).isEqualTo(NOT_AUTHORIZED);
            assertThat(subscribe(eve, "#")).as(name).isEqualTo(NOT_AUTHORIZED);
        }
    }
}
