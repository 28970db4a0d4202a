package io.ternmq;

import static io.ternmq.RuledBroker.as;
import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.TestedAccess;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.Who;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.session.RightsPreview;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of connected and of absent clients when their rights change, over the wire. */
class RevocationTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BANNED = 0x8A;

    @TempDir
    private Path folder;

    private RuledBroker broker;

    @BeforeEach
    void start() {
        broker = new RuledBroker(folder);
        broker.rules(allow("#", PUBLISH, SUBSCRIBE, WILL));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private int subscriptions(String clientId) {
        var view = broker.sessions().view(new SubscriberId("", clientId));
        return view == null ? -1 : view.subscriptions();
    }

    private void awaitSubscriptions(String clientId, int count) {
        await().atMost(Duration.ofSeconds(15)).until(() -> subscriptions(clientId) == count);
    }

    private static int answer(RawMqttClient client, io.ternmq.conformance.harness.PublishPacket publish) {
        return client.send(publish).expect(PacketKind.PUBACK).reasonCode();
    }

    private void ban(Who.Kind kind, String value) {
        broker.store
                .bans()
                .add(new Ban(
                        0,
                        kind,
                        value,
                        "test",
                        "me",
                        Instant.now(),
                        Instant.now().plusSeconds(3600)))
                .block();
    }

    @Test
    void a_subscription_is_taken_back_from_a_connected_client_and_the_others_stay() {
        RawMqttClient ann = broker.client("ann", "a");
        RawMqttClient bob = broker.client("bob", "b");
        ann.subscribe("secret/#", 1);
        ann.subscribe("open", 1);
        bob.subscribe("secret/#", 1);

        broker.rules(deny("secret/#", SUBSCRIBE).user("ann"), allow("#", PUBLISH, SUBSCRIBE));
        awaitSubscriptions("a", 1);

        bob.publish(publish("secret/x", "1").qos(1, 1));
        bob.receive("1");
        bob.publish(publish("open", "2").qos(1, 2));
        ann.receive("2");
        assertThat(broker.refused("subscribe").clientId()).isEqualTo("a");
    }

    @Test
    @Checklist(bypass = 17)
    void case_17_a_publish_that_was_allowed_is_denied_at_once_when_the_rules_say_so() {
        RawMqttClient ann = broker.client("ann", "a");
        assertThat(answer(ann, publish("t", "1").qos(1, 1))).isEqualTo(0x10);
        assertThat(answer(ann, publish("t", "1").qos(1, 1))).isEqualTo(0x10);

        broker.rules(deny("t", PUBLISH), allow("#", PUBLISH));

        assertThat(answer(ann, publish("t", "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
        broker.rules(allow("#", PUBLISH));
        assertThat(answer(ann, publish("t", "1").qos(1, 1))).isEqualTo(0x10);
    }

    @Test
    @Checklist(bypass = 7)
    void case_7_a_topic_alias_of_a_topic_that_is_denied_now_is_denied() {
        RawMqttClient ann = broker.client("ann", "a");
        assertThat(answer(ann, publish("t", "1").with(Prop.TOPIC_ALIAS, 1).qos(1, 1)))
                .isEqualTo(0x10);

        broker.rules(deny("t", PUBLISH), allow("#", PUBLISH));

        assertThat(answer(ann, publish("", "2").with(Prop.TOPIC_ALIAS, 1).qos(1, 2)))
                .isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    @Checklist(bypass = 9)
    void case_9_what_has_waited_for_an_absent_client_is_not_delivered_when_it_may_have_it_no_longer() {
        RawMqttClient ann = broker.client(as("ann", "a").persistent());
        ann.subscribe("secret/#", 1);
        ann.subscribe("open/#", 1);
        ann.sendDisconnect();
        ann.expectClosed();
        RawMqttClient bob = broker.client("bob", "b");
        bob.publish(publish("secret/1", "secret").qos(1, 1));
        bob.publish(publish("open/1", "open").qos(1, 2));

        broker.rules(deny("secret/#", SUBSCRIBE), allow("#", PUBLISH, SUBSCRIBE));
        RawMqttClient back = broker.link();
        back.resume(as("ann", "a").persistent().cleanStart(false));

        back.receive("open");
        back.expectOnlyPong();
        assertThat(subscriptions("a")).isEqualTo(1);
    }

    @Test
    @Checklist(bypass = 9)
    void case_9_the_same_holds_when_the_broker_was_restarted_in_between() {
        RawMqttClient ann = broker.client(as("ann", "a").persistent());
        ann.subscribe("secret/#", 1);
        ann.subscribe("open/#", 1);
        ann.sendDisconnect();
        ann.expectClosed();
        RawMqttClient bob = broker.client("bob", "b");
        bob.publish(publish("secret/1", "secret").qos(1, 1));
        bob.publish(publish("open/1", "open").qos(1, 2));
        broker.rules(deny("secret/#", SUBSCRIBE), allow("#", PUBLISH, SUBSCRIBE));

        broker.restart();
        RawMqttClient back = broker.link();
        back.resume(as("ann", "a").persistent().cleanStart(false));

        back.receive("open");
        back.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 14)
    void a_session_belongs_to_its_user_across_a_restart() {
        RawMqttClient ann = broker.client(as("ann", "a").persistent());
        ann.subscribe("t", 1);
        broker.link().send(as("eve", "a")).expectRefused(NOT_AUTHORIZED);
        ann.sendDisconnect();
        ann.expectClosed();

        broker.restart();

        broker.link().send(as("eve", "a").cleanStart(true)).expectRefused(NOT_AUTHORIZED);
        assertThat(broker.refused("connect").explanation().sentence())
                .startsWith("takeover: the session of client 'a' belongs to user 'ann'");
        broker.link().resume(as("ann", "a").persistent().cleanStart(false));
    }

    @Test
    void who_is_banned_is_disconnected_and_refused_until_the_ban_is_lifted() {
        RawMqttClient byUser = broker.client("ann", "a");
        RawMqttClient byId = broker.client("bob", "b");

        ban(Who.Kind.USER, "ann");
        byUser.expectEnd(NOT_AUTHORIZED);
        ban(Who.Kind.CLIENT_ID, "b");
        byId.expectEnd(NOT_AUTHORIZED);

        broker.link().send(as("ann", "other")).expectRefused(BANNED);
        broker.link().send(as("other", "b")).expectRefused(BANNED);
        assertThat(broker.refused("connect").explanation().source()).isEqualTo("bans");
        ban(Who.Kind.ADDRESS, "127.0.0.0/8");
        broker.link().send(as("carl", "c")).expectRefused(BANNED);
        broker.store
                .bans()
                .list()
                .collectList()
                .block()
                .forEach(ban -> broker.store.bans().remove(ban.id()).block());
        broker.client("carl", "c");
    }

    @Test
    void a_user_who_is_disabled_is_disconnected_and_a_change_of_groups_holds_at_once() {
        broker.store.user("ann", false, "staff");
        broker.rules(allow("staff/#", PUBLISH, SUBSCRIBE).to(Who.Kind.GROUP, "staff"), allow("all", PUBLISH));
        RawMqttClient ann = broker.client("ann", "a");
        assertThat(answer(ann, publish("staff/x", "1").qos(1, 1))).isEqualTo(0x10);
        ann.subscribe("staff/#", 1);

        broker.store.user("ann", false);
        awaitSubscriptions("a", 0);
        assertThat(answer(ann, publish("staff/x", "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);

        broker.store.user("ann", true);
        ann.expectEnd(NOT_AUTHORIZED);
        broker.link().send(as("ann", "a")).expectRefused(NOT_AUTHORIZED);
    }

    @Test
    void who_may_connect_no_longer_is_disconnected() {
        RawMqttClient ann = broker.client("ann", "a");
        RawMqttClient bob = broker.client("bob", "b");

        broker.rules(deny("*", CONNECT).user("ann"), allow("#", PUBLISH));

        ann.expectEnd(NOT_AUTHORIZED);
        bob.expectOnlyPong();
    }

    @Test
    @Checklist(bypass = 4)
    void case_4_a_will_that_is_allowed_no_longer_is_not_published() {
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("#", 1);
        RawMqttClient plain = broker.client(as("ann", "a").will(will("secret", "plain")));
        RawMqttClient delayed = broker.client(
                as("bob", "b").persistent().will(will("secret", "delayed").delayed(2)));
        delayed.cut();
        await().until(() -> !broker.sessions().view(new SubscriberId("", "b")).online());

        broker.rules(deny("secret", WILL), allow("#", PUBLISH, SUBSCRIBE, WILL));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> broker.refusals().stream()
                                .filter(each -> each.kind().equals("will"))
                                .count()
                        == 2);
        plain.cut();
        await().until(() -> broker.sessions().view(new SubscriberId("", "a")) == null);

        watcher.expectOnlyPong();
    }

    @Test
    void without_rules_everything_is_open_and_the_first_rule_closes_the_rest() {
        broker.rules();
        RawMqttClient ann = broker.client("ann", "a");
        ann.subscribe("#", 1);

        broker.rules(allow("t", PUBLISH));

        awaitSubscriptions("a", 0);
        assertThat(answer(ann, publish("x", "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void rules_that_are_known_hold_while_the_store_is_away() {
        broker.store.down(true);
        RawMqttClient ann = broker.client("ann", "a");
        assertThat(answer(ann, publish("t", "1").qos(1, 1))).isEqualTo(0x10);
        broker.store.down(false);
    }

    // ------------------------------------------------------------------ tester and preview

    private Client live(String id) {
        return broker.sessions().client(new SubscriberId("", id)).join().orElseThrow();
    }

    @Test
    void the_tester_says_what_is_decided_and_its_draft_makes_it_allowed() {
        broker.rules(deny("dev/#", PUBLISH), allow("#", SUBSCRIBE));
        RawMqttClient ann = broker.client("ann", "a1");
        Action action = new Action.Publish(Topic.of("dev/a1/x"), Qos.AT_LEAST_ONCE, false);

        TestedAccess tested = broker.tester().test(live("a1"), action).join();

        assertThat(tested.allowed()).isFalse();
        assertThat(tested.explanation().ruleId()).isEqualTo(2);
        TestedAccess.Draft draft = tested.draft();
        assertThat(draft).isNotNull();
        assertThat(draft.before()).isEqualTo(2);
        assertThat(draft.rule().target()).isEqualTo("dev/%c/x");
        assertThat(draft.rule().who()).isEqualTo(new Who(Who.Kind.USER, "ann"));
        assertThat(answer(ann, publish("dev/a1/x", "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);
        RuleList now = broker.store.load().block();
        broker.store
                .replace(
                        now.version(),
                        List.of(draft.rule(), now.rules().get(0), now.rules().get(1)))
                .block();
        assertThat(answer(ann, publish("dev/a1/x", "1").qos(1, 1))).isEqualTo(0x10);
        assertThat(broker.tester().test(live("a1"), action).join().allowed()).isTrue();
    }

    @Test
    void a_preview_tells_who_would_lose_and_gain_what_and_changes_nothing() {
        RawMqttClient ann = broker.client("ann", "a");
        ann.subscribe("secret", 1);
        ann.subscribe("open", 1);
        broker.client("bob", "b").subscribe("open", 1);
        RuleList proposed = new RuleList(
                9,
                List.of(
                        deny("secret", SUBSCRIBE).rule(1),
                        allow("#", SUBSCRIBE).rule(2),
                        deny("*", CONNECT).user("bob").rule(3)));

        RightsPreview preview = broker.sessions()
                .preview(broker.tester().propose(proposed), 100)
                .join();

        assertThat(preview.clients()).isEqualTo(2);
        assertThat(preview.cutShort()).isFalse();
        assertThat(preview.changes())
                .extracting(change ->
                        change.client().clientId() + " " + change.lost() + " " + change.action() + " " + change.topic())
                .containsExactlyInAnyOrder("a true subscribe secret", "b true connect ");
        assertThat(subscriptions("a")).isEqualTo(2);
        assertThat(broker.sessions()
                        .preview(broker.tester().propose(proposed), 1)
                        .join()
                        .cutShort())
                .isTrue();
    }

    @Test
    void hostile_names_are_kept_and_shown_safely() {
        String hostile = "<script>\u202e" + "x".repeat(5000);
        broker.rules(allow("t", PUBLISH));
        RawMqttClient eve = broker.client(hostile, "evil\u0007<b>");

        assertThat(answer(eve, publish(hostile, "1").qos(1, 1))).isEqualTo(NOT_AUTHORIZED);

        assertThat(broker.refused("publish").topic()).hasSizeLessThan(1100).startsWith("<script>");
        assertThat(broker.refused("publish").explanation().rule()).doesNotContain("\u202e", "\u0007");
    }
}
