package io.ternmq;

import static io.ternmq.RuledBroker.subscribe;
import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.builtin.Operation.WILL;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.AccessFiles.sha512Line;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static io.ternmq.conformance.harness.WillSpec.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.Who;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.protocol.SubscriberId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users, groups, rules and bans that a database keeps mean to clients, the same with every database. */
abstract class RightsSuite extends RightsFixture {
    private static final int WRONG_PASSWORD = 0x86;
    private static final int BANNED = 0x8A;
    private static final int TAKEN_OVER = 0x8E;

    // ------------------------------------------------------------------ who connects

    @Test
    void a_user_connects_with_the_password_that_is_kept_and_leaves_when_the_user_is_deleted() {
        keep("ann");
        keep("bob");
        RawMqttClient ann = connect("ann", "a");
        assertRefused(as("ann", "b").password("Secret"), WRONG_PASSWORD);
        assertRefused(as("Ann", "b"), WRONG_PASSWORD);
        assertRefused(as("ann ", "b"), WRONG_PASSWORD);
        assertRefused(as("\u00e4nn", "b"), WRONG_PASSWORD);
        assertRefused(ConnectPacket.connect(MqttVersion.V5, "b"), NOT_AUTHORIZED);

        keep("ann", "other", false);
        ann.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("ann", "b"), WRONG_PASSWORD);
        RawMqttClient again = connect(as("ann", "b").password("other"));

        broker.store().users().delete("ann").block(PATIENCE);
        again.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("ann", "b").password("other"), WRONG_PASSWORD);
    }

    @Test
    void whose_password_is_another_one_is_disconnected_however_he_has_shown_the_old_one() {
        broker.password("ann", "secret");
        broker.password("bob", "secret");
        RawMqttClient ann = connect("ann", "a");
        RawMqttClient scram = byScram(broker, "ann", "secret");
        RawMqttClient bob = connect("bob", "b");

        broker.password("ann", "new");

        ann.expectEnd(NOT_AUTHORIZED);
        scram.expectEnd(NOT_AUTHORIZED);
        assertThat(broker.refused("stay connected").explanation().sentence())
                .isEqualTo("users: user 'ann' has another password now");
        RawMqttClient again = connect(as("ann", "a").password("new"));
        RawMqttClient scramAgain = byScram(broker, "ann", "new");
        broker.password("bob", "new");
        bob.expectEnd(NOT_AUTHORIZED);
        again.expectOnlyPong();
        scramAgain.expectOnlyPong();
    }

    @Test
    void a_password_that_is_hashed_anew_disconnects_nobody_and_a_change_after_it_does() {
        String sha512 = sha512Line("ann", "secret").substring("ann:".length());
        broker.store()
                .users()
                .save(new User("ann", sha512, null, List.of(), false, "", Instant.now()))
                .block(PATIENCE);
        RawMqttClient ann = connect("ann", "a");

        broker.password("ann", "secret");
        rules(allow("t", PUBLISH));

        assertThat(mayPublish(ann, "t")).isTrue();
        User hashed = broker.store().users().find("ann").blockOptional(PATIENCE).orElseThrow();
        assertThat(hashed.passwordHash()).startsWith("$argon2id$");
        RawMqttClient later = connect("ann", "b");
        broker.password("ann", "secret");
        keep("eve");
        broker.store().users().delete("eve").block(PATIENCE);
        assertThat(broker.store().users().find("ann").block(PATIENCE).passwordHash())
                .isEqualTo(hashed.passwordHash());
        ann.expectOnlyPong();
        later.expectOnlyPong();

        broker.password("ann", "new");
        ann.expectEnd(NOT_AUTHORIZED);
        later.expectEnd(NOT_AUTHORIZED);
    }

    @Test
    void a_user_who_is_disabled_is_disconnected_and_refused_until_enabled_again() {
        keep("ann");
        keep("bob");
        RawMqttClient ann = connect("ann", "a");
        RawMqttClient bob = connect("bob", "b");

        keep("ann", "secret", true);
        ann.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("ann", "a"), NOT_AUTHORIZED);
        bob.expectOnlyPong();

        keep("ann");
        await().atMost(PATIENCE).until(() -> isAdmitted(as("ann", "a")));
    }

    @Test
    void who_is_banned_is_disconnected_and_refused_until_the_ban_is_lifted() {
        keep("ann");
        keep("bob");
        RawMqttClient ann = connect("ann", "a");
        RawMqttClient bob = connect("bob", "b");

        long first = ban(Who.Kind.USER, "ann");
        ann.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("ann", "other"), BANNED);
        long second = ban(Who.Kind.CLIENT_ID, "b");
        bob.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("bob", "b"), BANNED);
        RawMqttClient other = connect("bob", "c");
        long third = ban(Who.Kind.ADDRESS, "127.0.0.0/8");
        other.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("bob", "d"), BANNED);

        for (long id : new long[] {first, second, third}) {
            broker.store().bans().remove(id).block(PATIENCE);
        }
        await().atMost(PATIENCE).until(() -> isAdmitted(as("ann", "a")));
        assertThat(isAdmitted(as("bob", "b"))).isTrue();
    }

    @Test
    void client_ids_are_bound_to_users_by_a_rule() {
        keep("ann");
        keep("bob");
        rules(allow("%u-*", CONNECT), deny("*", CONNECT), allow("#", PUBLISH));
        RawMqttClient ann = connect("ann", "ann-1");

        assertRefused(as("bob", "ann-2"), NOT_AUTHORIZED);
        connect("bob", "bob-1");

        rules(allow("bob-*", CONNECT).user("bob"), deny("*", CONNECT), allow("#", PUBLISH));
        ann.expectEnd(NOT_AUTHORIZED);
        assertRefused(as("ann", "ann-1"), NOT_AUTHORIZED);
    }

    @Test
    @Checklist(bypass = 14)
    void a_session_is_taken_over_by_its_own_user_and_by_nobody_else() {
        keep("ann");
        keep("eve");
        RawMqttClient ann = connect(as("ann", "a").persistent());
        assertRefused(as("eve", "a"), NOT_AUTHORIZED);
        assertRefused(as("eve", "a").cleanStart(true), NOT_AUTHORIZED);
        ann.expectOnlyPong();

        RawMqttClient again = link(broker);
        again.resume(as("ann", "a").persistent().cleanStart(false));
        ann.expectEnd(TAKEN_OVER);
        again.cut();
        await().until(() -> !broker.sessions().view(new SubscriberId("", "a")).online());
        assertRefused(as("eve", "a"), NOT_AUTHORIZED);
    }

    // ------------------------------------------------------------------ who may do what

    @Test
    @Checklist(bypass = {4, 5, 6, 17})
    void the_first_rule_that_fits_decides_and_a_change_holds_for_connected_clients() {
        keep("ann");
        keep("bob");
        rules(
                deny("dev/secret/#", PUBLISH, SUBSCRIBE),
                allow("dev/%u/%c/#", PUBLISH, SUBSCRIBE, WILL),
                allow("dev/#", SUBSCRIBE).user("bob").upTo(1),
                allow("state/%u", PUBLISH, RETAIN));
        RawMqttClient ann = connect("ann", "a");
        RawMqttClient bob = connect("bob", "b");
        assertThat(mayPublish(ann, "dev/ann/a/x")).isTrue();
        assertThat(mayPublish(ann, "dev/bob/b/x")).isFalse();
        assertThat(mayPublish(ann, "dev/secret/x")).isFalse();
        assertThat(mayPublish(ann, publish("state/ann", "1").retain().qos(1, 1)))
                .isTrue();
        assertThat(mayPublish(ann, publish("dev/ann/a/x", "1").retain().qos(1, 1)))
                .isFalse();
        assertThat(subscribe(ann, "dev/ann/a/+")).isEqualTo(1);
        assertThat(subscribe(ann, "dev/#")).isEqualTo(NOT_AUTHORIZED);
        assertThat(subscribe(bob, "dev/bob/b/#")).isEqualTo(1);
        assertThat(subscribe(bob, "dev/#")).isEqualTo(NOT_AUTHORIZED);
        assertRefused(as("ann", "c").will(will("dev/bob/b/x", "gone")), NOT_AUTHORIZED);

        rules(deny("#", PUBLISH).user("ann"), allow("dev/#", PUBLISH, SUBSCRIBE).user("bob"));

        awaitSubscriptions("a", 0);
        assertThat(mayPublish(ann, "dev/ann/a/x")).isFalse();
        assertThat(mayPublish(bob, "dev/x")).isTrue();
        assertThat(subscribe(bob, "dev/#")).isEqualTo(1);
    }

    @Test
    void rights_come_and_go_with_the_group() {
        keep("ann", "staff", "\u6f22\u5b57");
        keep("bob");
        rules(
                allow("staff/#", PUBLISH, SUBSCRIBE).to(Who.Kind.GROUP, "staff"),
                allow("more", PUBLISH).to(Who.Kind.GROUP, "\u6f22\u5b57"));
        RawMqttClient ann = connect("ann", "a");
        RawMqttClient bob = connect("bob", "b");
        ann.subscribe("staff/#", 1);
        assertThat(mayPublish(ann, "more")).isTrue();
        assertThat(mayPublish(bob, "staff/x")).isFalse();

        keep("bob", "staff");
        await().atMost(PATIENCE).until(() -> mayPublish(bob, "staff/x"));
        ann.receive("x");
        keep("ann", "Staff");
        awaitSubscriptions("a", 0);
        assertThat(mayPublish(ann, "staff/x")).isFalse();
        assertThat(mayPublish(ann, "more")).isFalse();
    }

    @Test
    @Checklist(bypass = 9)
    void what_waited_for_an_absent_client_is_withheld_when_the_rules_have_changed_and_all_of_it_outlasts_a_restart() {
        keep("ann");
        keep("bob");
        rules(allow("#", PUBLISH, SUBSCRIBE));
        RawMqttClient ann = connect(as("ann", "a").persistent());
        ann.subscribe("secret/#", 1);
        ann.subscribe("open/#", 1);
        ann.sendDisconnect();
        ann.expectClosed();
        RawMqttClient bob = connect("bob", "b");
        bob.publish(publish("secret/1", "secret").qos(1, 1));
        bob.publish(publish("open/1", "open").qos(1, 2));
        rules(deny("secret/#", SUBSCRIBE), allow("#", PUBLISH, SUBSCRIBE));
        ban(Who.Kind.USER, "bob");
        bob.expectEnd(NOT_AUTHORIZED);

        broker.close();
        brokers.remove(broker);
        broker = node("one");

        RawMqttClient back = link(broker);
        back.resume(as("ann", "a").persistent().cleanStart(false));
        back.receive("open");
        back.expectOnlyPong();
        assertThat(subscribe(back, "secret/x")).isEqualTo(NOT_AUTHORIZED);
        assertRefused(as("bob", "b"), BANNED);
        assertRefused(as("ann", "b").password("wrong"), WRONG_PASSWORD);
    }

    @Test
    void names_that_look_like_parts_of_a_question_are_names() {
        for (String name :
                List.of("' OR 1=1 --", "\"; DROP TABLE ternmq_user; --", "%", "_", "\\", "a b", "\u6f22\ud83d\ude42")) {
            keep(name, name);
            rules(allow("own", PUBLISH).user(name), allow("group", PUBLISH).to(Who.Kind.GROUP, name));
            RawMqttClient client = connect(name, name);
            assertThat(mayPublish(client, "own")).as(name).isTrue();
            assertThat(mayPublish(client, "group")).as(name).isTrue();
            assertThat(mayPublish(client, "other")).as(name).isFalse();
            client.close();
        }
        assertRefused(as("' OR '1'='1", "x"), WRONG_PASSWORD);
    }

    // ------------------------------------------------------------------ several nodes

    /** Of databases that nodes can share. */
    void assertThatAChangeOnOneNodeMeetsTheClientsOfAnother() {
        keep("ann");
        keep("bob");
        rules(allow("#", PUBLISH, SUBSCRIBE));
        BrokerOnDatabase other = node("two");
        RawMqttClient ann = link(other);
        ann.connect(as("ann", "a"));
        RawMqttClient bob = link(other);
        bob.connect(as("bob", "b"));
        assertThat(mayPublish(ann, "t")).isTrue();

        rules(deny("t", PUBLISH), allow("#", PUBLISH, SUBSCRIBE));
        await().atMost(PATIENCE).until(() -> !mayPublish(ann, "t"));
        keep("ann", "secret", true);
        ann.expectEnd(NOT_AUTHORIZED);
        broker.password("carl", "secret");
        RawMqttClient carl = link(other);
        carl.connect(as("carl", "c"));
        RawMqttClient scram = byScram(other, "carl", "secret");
        broker.password("carl", "new");
        carl.expectEnd(NOT_AUTHORIZED);
        scram.expectEnd(NOT_AUTHORIZED);
        // Who comes with the new one at a node that may not know yet of the change stays.
        RawMqttClient again = link(other);
        again.connect(as("carl", "c").password("new"));
        ban(Who.Kind.CLIENT_ID, "b");
        bob.expectEnd(NOT_AUTHORIZED);
        link(other).send(as("bob", "b")).expectRefused(BANNED);
        again.expectOnlyPong();
    }
}
