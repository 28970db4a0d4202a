package io.ternmq;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.Client;
import io.ternmq.access.Peer;
import io.ternmq.access.TestedAccess;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.real.RealRedis;
import io.ternmq.access.rules.ARule;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Rules of the broker's own against what VerneMQ's ACLs in a real Redis rewrite topics to. */
class RewrittenTopicsTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final String HASH = BCrypt.hashpw("secret", BCrypt.gensalt("$2a", 4));

    private static RealRedis redis;
    private static RedisClient redisClient;
    private static RedisCommands<String, String> commands;

    @TempDir
    private Path folder;

    private RuledBroker broker;
    private RawMqttClient watcher;

    @BeforeAll
    static void startRedis() {
        redis = RealRedis.start();
        redisClient = RedisClient.create("redis://127.0.0.1:" + redis.port());
        commands = redisClient.connect().sync();
    }

    @AfterAll
    static void stopRedis() {
        redisClient.shutdown();
        redis.close();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void start(String... settings) {
        commands.flushall();
        List<String> all = new ArrayList<>(List.of(
                "access.allow-anonymous",
                "false",
                "access.vernemq.renew-interval",
                "0s",
                "access.vernemq.redis.enabled",
                "true",
                "access.vernemq.redis.host",
                "127.0.0.1",
                "access.vernemq.redis.port",
                Integer.toString(redis.port())));
        all.addAll(List.of(settings));
        broker = new RuledBroker(folder, all.toArray(String[]::new));
        put("watcher", "[{'pattern': '#'}]", "[{'pattern': '#'}]");
        watcher = client("watcher");
    }

    private static void put(String user, String publishAcl, String subscribeAcl) {
        commands.set(
                "[\"\",\"%s\",\"%s\"]".formatted(user, user),
                "{\"passhash\": \"%s\", \"publish_acl\": %s, \"subscribe_acl\": %s}"
                        .formatted(HASH, publishAcl.replace('\'', '"'), subscribeAcl.replace('\'', '"')));
    }

    private static ConnectPacket as(String user) {
        return RuledBroker.as(user, user).password("secret");
    }

    private RawMqttClient client(String user) {
        return broker.client(as(user));
    }

    private static int answer(RawMqttClient client, String topic) {
        return client.send(publish(topic, topic).qos(1, 5))
                .expect(PacketKind.PUBACK)
                .reasonCode();
    }

    private int subscriptions(String client) {
        return broker.sessions().view(new SubscriberId("", client)).subscriptions();
    }

    @Test
    @Checklist(bypass = 20, integrations = 26)
    void a_publish_that_is_led_to_a_topic_that_a_rule_denies_is_refused_and_told_why() {
        start();
        broker.rules(deny("secret/#", PUBLISH));
        put(
                "dev",
                "[{'pattern': 'in/secret', 'modifiers': {'topic': 'secret/x'}},"
                        + " {'pattern': 'in/+', 'modifiers': {'topic': 'out'}}]",
                "[]");
        RawMqttClient device = client("dev");
        watcher.subscribe("#", 0);

        assertThat(answer(device, "in/secret")).isEqualTo(NOT_AUTHORIZED);
        assertThat(answer(device, "in/open")).isZero();
        assertThat(watcher.receive("in/open").topic()).isEqualTo("out");
        assertThat(answer(device, "in/secret")).isEqualTo(NOT_AUTHORIZED);

        assertThat(broker.refused("publish").topic()).isEqualTo("in/secret");
        assertThat(broker.refused("publish").explanation().ruleId()).isEqualTo(1);
        assertThat(broker.refused("publish").explanation().rule())
                .isEqualTo("rule 1, deny publish 'secret/#' for everyone"
                        + " (judged is what it was rewritten to: publish to 'secret/x')");
        assertThat(broker.refused("publish").explanation().trail())
                .contains("redis: entry 1 of publish_acl: 'in/secret', rewritten to publish to 'secret/x'");

        broker.rules(allow("nothing", PUBLISH));
        await().until(() -> answer(device, "in/secret") == 0);
        assertThat(watcher.receive("in/secret").topic()).isEqualTo("secret/x");
    }

    @Test
    @Checklist(bypass = 20)
    void a_message_that_is_made_a_retained_one_needs_that_nothing_denies_it() {
        start();
        broker.rules(deny("out/#", RETAIN));
        put(
                "dev",
                "[{'pattern': 'a', 'modifiers': {'topic': 'out/a', 'retain': true}},"
                        + " {'pattern': 'b', 'modifiers': {'topic': 'out/b', 'retain': false}}]",
                "[]");
        RawMqttClient device = client("dev");

        assertThat(answer(device, "a")).isEqualTo(NOT_AUTHORIZED);
        assertThat(device.send(publish("b", "x").retain().qos(1, 5))
                        .expect(PacketKind.PUBACK)
                        .reasonCode())
                .isLessThan(0x80);
    }

    @Test
    @Checklist(bypass = 20)
    void a_message_that_is_moved_to_another_mountpoint_is_judged_there() {
        start();
        broker.rules(deny("%m/#", PUBLISH));
        put(
                "dev",
                "[{'pattern': 'a', 'modifiers': {'topic': 'plant/a'}},"
                        + " {'pattern': 'b', 'modifiers': {'topic': 'plant/b', 'mountpoint': 'plant'}}]",
                "[]");
        RawMqttClient device = client("dev");

        assertThat(answer(device, "a")).isLessThan(0x80);
        assertThat(answer(device, "b")).isEqualTo(NOT_AUTHORIZED);
        assertThat(broker.refused("publish").explanation().rule()).contains("'plant/b' in mountpoint 'plant'");
    }

    @Test
    @Checklist(bypass = 20)
    void a_will_is_judged_as_what_it_is_rewritten_to_when_it_is_left_and_ever_after() {
        start();
        broker.rules(deny("secret", WILL));
        put(
                "dev",
                "[{'pattern': 'gone', 'modifiers': {'topic': 'dead'}},"
                        + " {'pattern': 'bad', 'modifiers': {'topic': 'secret'}}]",
                "[{'pattern': '#'}]");
        broker.link().send(as("dev").will(will("bad", "x"))).expectRefused(NOT_AUTHORIZED);
        assertThat(broker.refused("will").explanation().rule()).contains("rewritten to: leave a will to 'secret'");
        RawMqttClient device = broker.client(as("dev").will(will("gone", "gone")));
        watcher.subscribe("dead", 0);

        // Changes that leave it allowed: it is judged as the client has asked for it.
        revise(device, deny("nothing", WILL));
        revise(device, deny("nothing else", WILL));
        device.cut();
        assertThat(watcher.receive("gone").topic()).isEqualTo("dead");

        RawMqttClient again = broker.client(as("dev").will(will("gone", "gone again")));
        revise(again, deny("dead", PUBLISH));
        again.cut();
        await().until(() -> broker.sessions().view(new SubscriberId("", "dev")) == null);
        watcher.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 20)
    void a_will_that_waits_is_judged_as_what_it_is_rewritten_to() {
        start();
        put("dev", "[{'pattern': 'gone', 'modifiers': {'topic': 'dead'}}]", "[]");
        broker.rules(deny("nothing", WILL));
        broker.client(as("dev").persistent().will(will("gone", "gone").delayed(2)))
                .cut();
        await().until(() -> broker.sessions().view(new SubscriberId("", "dev")).connectedAt() == null);
        watcher.subscribe("dead", 0);
        revise(watcher, deny("nothing else", WILL));
        assertThat(watcher.receive("gone").topic()).isEqualTo("dead");

        broker.client(as("dev").persistent().will(will("gone", "gone again").delayed(2)))
                .cut();
        await().until(() -> broker.sessions().view(new SubscriberId("", "dev")).connectedAt() == null);
        broker.rules(deny("dead", WILL));
        assertThat(await().until(
                                () -> broker.refusals().stream()
                                        .filter(each -> each.kind().equals("will"))
                                        .findFirst(),
                                java.util.Optional::isPresent)
                        .orElseThrow()
                        .topic())
                .isEqualTo("gone");
    }

    /** Puts a rule in force, and another that takes a subscription: when that is gone its client has been judged again. */
    private void revise(RawMqttClient client, ARule rule) {
        client.subscribe("marker", 0);
        int before = subscriptions(client.clientId());
        broker.rules(rule, deny("marker", SUBSCRIBE));
        await().until(() -> subscriptions(client.clientId()) == before - 1);
        broker.rules(rule);
    }

    @Test
    @Checklist(bypass = 20, integrations = 27)
    void a_subscription_is_judged_as_what_it_is_rewritten_to_now_and_when_rules_change() {
        start();
        broker.rules(deny("secret/#", SUBSCRIBE));
        put(
                "dev",
                "[]",
                "[{'pattern': 'mine', 'modifiers': [['dev/1', 1], ['secret/1', 0]]},"
                        + " {'pattern': 'other', 'modifiers': [['dev/2', 1], ['dev/3', 0]]}]");
        RawMqttClient device = client("dev");

        assertThat(RuledBroker.subscribe(device, "mine")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscriptions("dev")).isZero();
        assertThat(broker.refused("subscribe").topic()).isEqualTo("mine");
        assertThat(broker.refused("subscribe").explanation().rule()).contains("rewritten to: subscribe to 'secret/1'");
        assertThat(RuledBroker.subscribe(device, "other")).isEqualTo(1);
        assertThat(subscriptions("dev")).isEqualTo(2);

        broker.rules(deny("dev/3", SUBSCRIBE));
        await().until(() -> subscriptions("dev") == 1);
    }

    @Test
    @Checklist(bypass = 20)
    void a_denial_holds_where_the_database_is_asked_first_too() {
        start("listeners.default.authorization-sources", "redis,rules");
        broker.rules(deny("secret/#", PUBLISH, SUBSCRIBE));
        put(
                "dev",
                "[{'pattern': 'in', 'modifiers': {'topic': 'secret/x'}}]",
                "[{'pattern': 'in', 'modifiers': [['secret/x', 1]]}, {'pattern': 'ok', 'modifiers': [['dev', 1]]}]");
        RawMqttClient device = client("dev");

        assertThat(answer(device, "in")).isEqualTo(NOT_AUTHORIZED);
        assertThat(RuledBroker.subscribe(device, "in")).isEqualTo(NOT_AUTHORIZED);
        assertThat(RuledBroker.subscribe(device, "secret/x")).isEqualTo(NOT_AUTHORIZED);
        assertThat(RuledBroker.subscribe(device, "ok")).isEqualTo(1);
        broker.rules(deny("dev", SUBSCRIBE));
        await().until(() -> subscriptions("dev") == 0);
    }

    @Test
    @Checklist(bypass = 20)
    void with_authorize_rewritten_the_result_has_to_be_allowed_for_its_own_sake() {
        start("access.authorize-rewritten", "true");
        put(
                "dev",
                "[{'pattern': 'a', 'modifiers': {'topic': 'out/a'}}, {'pattern': 'b', 'modifiers': {'topic': 'out/b'}},"
                        + " {'pattern': 'c', 'modifiers': {'topic': 'out/c', 'qos': 2}}, {'pattern': 'out/a'},"
                        + " {'pattern': 'out/c', 'max_qos': 1}]",
                "[{'pattern': 'a', 'modifiers': [['out/a', 1]]}, {'pattern': 'b', 'modifiers': [['out/b', 1]]},"
                        + " {'pattern': 'out/a'}]");
        RawMqttClient device = client("dev");

        assertThat(answer(device, "a")).isLessThan(0x80);
        assertThat(answer(device, "b")).isEqualTo(NOT_AUTHORIZED);
        assertThat(answer(device, "c")).isEqualTo(NOT_AUTHORIZED);
        assertThat(RuledBroker.subscribe(device, "a")).isEqualTo(1);
        assertThat(RuledBroker.subscribe(device, "b")).isEqualTo(NOT_AUTHORIZED);
        assertThat(RuledBroker.subscribe(device, "out/b")).isEqualTo(NOT_AUTHORIZED);

        broker.rules(allow("out/#", PUBLISH, SUBSCRIBE));
        await().until(() -> answer(device, "b") < 0x80);
        assertThat(RuledBroker.subscribe(device, "b")).isEqualTo(1);
        broker.rules(allow("out/#", PUBLISH));
        await().until(() -> subscriptions("dev") == 1);
    }

    @Test
    @Checklist(bypass = 20)
    void the_tester_says_what_is_judged_and_drafts_a_rule_for_that() throws Exception {
        start();
        broker.rules(allow("nothing", PUBLISH), deny("secret/#", PUBLISH));
        put("dev", "[{'pattern': 'in', 'modifiers': {'topic': 'secret/x'}}]", "[]");
        Client device = tested(new AuthenticationRequest(
                        new SubscriberId("", "dev"),
                        "dev",
                        "secret".getBytes(StandardCharsets.UTF_8),
                        true,
                        peer(),
                        Anonymous.FALSE))
                .client();

        TestedAccess answer = broker.tester()
                .test(device, new Action.Publish(Topic.of("in"), Qos.AT_LEAST_ONCE, false))
                .get(30, TimeUnit.SECONDS);

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.explanation().sentence())
                .contains(
                        "rule 2, deny publish 'secret/#'",
                        "rewritten to: publish to 'secret/x'",
                        "entry 1 of publish_acl");
        Rule drafted = answer.draft().rule();
        assertThat(drafted.target()).isEqualTo("secret/x");
        assertThat(answer.draft().before()).isEqualTo(2);
        broker.rules(
                allow("nothing", PUBLISH), allow(drafted.target(), PUBLISH).user("dev"), deny("secret/#", PUBLISH));
        await().until(() -> broker.tester()
                .test(device, new Action.Publish(Topic.of("in"), Qos.AT_LEAST_ONCE, false))
                .get(30, TimeUnit.SECONDS)
                .allowed());
        assertThat(broker.tester()
                        .test(device, new Action.Subscribe(TopicFilter.of("in"), Qos.AT_LEAST_ONCE))
                        .get(30, TimeUnit.SECONDS)
                        .allowed())
                .isFalse();
    }

    private TestedAccess tested(AuthenticationRequest request) throws Exception {
        TestedAccess tested = broker.tester().connect(request).get(30, TimeUnit.SECONDS);
        assertThat(tested.allowed()).isTrue();
        return tested;
    }

    private static Peer peer() {
        return new Peer(
                "default",
                "",
                new InetSocketAddress("127.0.0.1", 50000),
                true,
                null,
                null,
                null,
                ProtocolVersion.MQTT_5);
    }
}
