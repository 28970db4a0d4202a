package io.ternmq.access;

import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import io.ternmq.access.rules.ARule;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Rules, bans and users of the broker's own, as the room follows their store. */
class BuiltInAccessTest {
    private final MemoryBuiltinStore store = new MemoryBuiltinStore();
    private final EventBus events = new EventBus();
    private final List<BrokerEvent> happened = new CopyOnWriteArrayList<>();
    private AccessRoom room;

    private AccessControl open(String... keysAndValues) {
        Map<String, Object> values = new TreeMap<>(Map.of("ternmq.access.allow-anonymous", "true"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("ternmq." + keysAndValues[i], keysAndValues[i + 1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        BrokerSettings settings = SettingsReader.read(environment);
        events.subscribe(BrokerEvent.class, happened::add);
        room = AccessRoom.open(settings, events, store);
        return room.control();
    }

    private void rules(ARule... all) {
        store.rules(Stream.of(all).map(ARule::rule).toArray(Rule[]::new));
    }

    @AfterEach
    void close() {
        room.close();
    }

    private static AuthenticationResult ask(AccessControl control, Somebody who) {
        return begin(control, who).join();
    }

    private static CompletableFuture<AuthenticationResult> begin(AccessControl control, Somebody who) {
        CompletableFuture<AuthenticationResult> result = new CompletableFuture<>();
        control.authenticate(
                who.under(io.ternmq.config.AccessSettings.Anonymous.TRUE).request(), result::complete);
        return result;
    }

    private static boolean mayPublish(AccessControl control, Somebody who, String topic) {
        AuthenticationResult admitted = ask(control, who);
        Client client = Client.of(admitted, who.admitted().peer());
        return control.permissionsOf(client, () -> {}).mayPublish(Topic.of(topic), Qos.AT_MOST_ONCE, false)
                == Decision.ALLOW;
    }

    @Test
    void nobody_is_admitted_before_the_rules_could_be_read_and_everybody_once_they_are() {
        store.down(true);
        AccessControl control = open();

        AuthenticationResult refused = ask(control, Somebody.here());
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(happened).anyMatch(AlarmRaised.class::isInstance);

        store.down(false);
        await().until(() -> ask(control, Somebody.here()).admitted());
        await().until(() -> happened.stream().anyMatch(AlarmCleared.class::isInstance));
    }

    @Test
    void who_comes_while_the_rules_are_being_read_waits_and_is_judged_by_them() {
        Sinks.Empty<Void> slow = Sinks.empty();
        rules(deny("*", CONNECT).user("eve"));
        store.late(slow.asMono());
        AccessControl control = open();

        CompletableFuture<AuthenticationResult> bob =
                begin(control, Somebody.here().user("bob"));
        CompletableFuture<AuthenticationResult> eve =
                begin(control, Somebody.here().user("eve"));
        assertThat(bob).isNotDone();
        assertThat(eve).isNotDone();
        slow.tryEmitEmpty();

        assertThat(bob.join().admitted()).isTrue();
        assertThat(eve.join().reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void who_waits_for_rules_that_can_not_be_read_is_told_so() {
        Sinks.Empty<Void> slow = Sinks.empty();
        store.late(slow.asMono());
        AccessControl control = open();

        CompletableFuture<AuthenticationResult> waiting = begin(control, Somebody.here());
        store.late(Mono.empty());
        slow.tryEmitError(new IllegalStateException("no connection"));

        assertThat(waiting.join().reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        assertThat(waiting.join().explanation().sentence()).contains("could not be read");
        await().until(() -> ask(control, Somebody.here()).admitted());
    }

    @Test
    void a_list_that_can_not_be_understood_leaves_the_old_one_in_force() {
        rules(allow("a", PUBLISH));
        AccessControl control = open();

        rules(allow("a/#/b", PUBLISH), allow("b", PUBLISH));

        assertThat(happened)
                .filteredOn(AlarmRaised.class::isInstance)
                .singleElement()
                .extracting(event -> ((AlarmRaised) event).sentence())
                .asString()
                .contains("those known before still hold", "'a/#/b'");
        assertThat(mayPublish(control, Somebody.here(), "a")).isTrue();
        assertThat(mayPublish(control, Somebody.here(), "b")).isFalse();
    }

    @Test
    void groups_come_from_the_users_that_are_known() {
        store.user("ann", false, "staff");
        rules(allow("t", PUBLISH).to(Who.Kind.GROUP, "staff"));
        AccessControl control = open();

        assertThat(mayPublish(control, Somebody.here().user("ann"), "t")).isTrue();
        assertThat(mayPublish(control, Somebody.here().user("bob"), "t")).isFalse();
    }

    @Test
    void a_list_of_rules_for_connecting_alone_leaves_topics_open_and_one_that_is_disabled_does_not() {
        rules(deny("x", CONNECT));
        AccessControl control = open();
        assertThat(mayPublish(control, Somebody.here(), "t")).isTrue();

        var rule = allow("t", PUBLISH).rule();
        rules();
        store.replace(
                        store.load().block().version(),
                        List.of(new Rule(0, false, true, rule.who(), rule.operations(), "t", null, 2, "")))
                .block();

        assertThat(mayPublish(control, Somebody.here(), "t")).isFalse();
    }

    @Test
    void who_could_not_be_judged_again_is_when_the_store_answers() {
        store.user("ann", false);
        AccessControl control = open();
        Client ann = Client.of(
                ask(control, Somebody.here().user("ann")),
                Somebody.here().admitted().peer());
        List<Review> reviews = new CopyOnWriteArrayList<>();
        AtomicBoolean fails = new AtomicBoolean(true);
        control.onChange(() -> {
            store.down(fails.getAndSet(false));
            control.review(ann, reviews::add);
        });

        store.user("ann", true);
        assertThat(reviews).singleElement().matches(review -> review.refusal() == null, "stays");
        store.down(false);

        await().until(() -> reviews.size() > 1);
        assertThat(reviews.get(1).refusal().sentence()).contains("user 'ann' is disabled");
    }

    @Test
    void a_ban_that_is_over_keeps_nobody_out() {
        AccessControl control = open();
        Instant now = Instant.now();
        store.add(new Ban(0, Who.Kind.USER, "ann", "", "me", now, now.plusSeconds(3600)))
                .block();
        store.add(new Ban(0, Who.Kind.USER, "bob", "", "me", now, now.minusSeconds(1)))
                .block();

        assertThat(ask(control, Somebody.here().user("ann")).reasonCode()).isEqualTo(ReasonCode.BANNED);
        assertThat(ask(control, Somebody.here().user("bob")).admitted()).isTrue();
    }

    @Test
    void hits_are_counted_for_what_was_not_remembered() {
        rules(allow("t", PUBLISH));
        AccessControl control = open();
        Permissions permissions = control.permissionsOf(Somebody.here().admitted(), () -> {});
        for (int i = 0; i < 5; i++) {
            permissions.mayPublish(Topic.of("t"), Qos.AT_MOST_ONCE, false);
        }

        assertThat(room.tester().hits(1).count()).isEqualTo(1);
        assertThat(room.tester().hits(1).lastMillis()).isPositive();
        assertThat(room.tester().hits(2)).isEqualTo(RuleHit.NONE);
    }

    @Test
    void who_comes_and_goes_too_often_is_banned_for_a_while() {
        AccessControl control = open("access.flapping.max-count", "3");
        SubscriberId id = new SubscriberId("", "c1");
        for (int i = 0; i < 3; i++) {
            events.publish(new ClientDisconnected(id, ReasonCode.SUCCESS, "gone"));
        }
        events.publish(new ClientDisconnected(id, ReasonCode.ADMINISTRATIVE_ACTION, "an operator's doing"));
        assertThat(ask(control, Somebody.here()).admitted()).isTrue();

        events.publish(new ClientDisconnected(id, ReasonCode.SUCCESS, "gone"));

        assertThat(ask(control, Somebody.here()).explanation().sentence()).contains("by 'flapping'");
        assertThat(ask(control, Somebody.here().client("c2")).admitted()).isTrue();
    }

    @Test
    void without_a_count_nobody_is_banned_for_flapping() {
        AccessControl control = open();
        for (int i = 0; i < 1000; i++) {
            events.publish(new ClientDisconnected(new SubscriberId("", "c1"), ReasonCode.SUCCESS, "gone"));
        }
        assertThat(ask(control, Somebody.here()).admitted()).isTrue();
    }
}
