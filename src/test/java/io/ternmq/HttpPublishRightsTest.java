package io.ternmq;

import static io.ternmq.RuledBroker.as;
import static io.ternmq.access.builtin.Operation.CONNECT;
import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.RETAIN;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ternmq.HttpPublisher.Answer;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.Who;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.observe.Refusal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a program publishes over HTTP is allowed where it is allowed to an MQTT client, and refused where it is refused. */
class HttpPublishRightsTest extends HttpPublishFixture {
    /** Somebody's attempt to publish, made over MQTT and over HTTP. */
    private record Attempt(String user, String clientId, String topic, int qos, boolean retain) {}

    /** What MQTT says of it: the reason code of PUBACK or CONNACK, at QoS 0 whether a watcher got it. */
    private static int byMqtt(RuledBroker broker, Attempt attempt) {
        RawMqttClient link = broker.link();
        link.send(as(attempt.user, attempt.clientId));
        Packet connack = link.expect(PacketKind.CONNACK);
        if (connack.reasonCode() != 0) {
            return connack.reasonCode();
        }
        var publish = publish(attempt.topic, "x").qos(Math.max(1, attempt.qos), 1);
        link.send(attempt.retain ? publish.retain() : publish);
        int reason = link.expect(attempt.qos == 2 ? PacketKind.PUBREC : PacketKind.PUBACK)
                .reasonCode();
        link.sendDisconnect();
        link.expectClosed();
        return reason;
    }

    private int byHttp(Attempt attempt) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "user", attempt.user,
                "clientId", attempt.clientId,
                "topic", attempt.topic,
                "payload", "x",
                "qos", Math.max(1, attempt.qos),
                "retain", attempt.retain));
        Answer answer = http().publish(body);
        int reason = answer.number("reasonCode");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(reason < 0x80 ? 200 : 403);
        return reason;
    }

    @Test
    @Checklist(bypass = 12)
    void what_is_refused_to_an_mqtt_client_is_refused_over_http_and_nothing_else_is() {
        RuledBroker broker = broker();
        broker.rules(
                deny("squatted", CONNECT).user("eve"),
                deny("open/closed/#", PUBLISH),
                allow("open/#", PUBLISH),
                allow("low", PUBLISH, RETAIN).upTo(1),
                allow("kept", PUBLISH),
                allow("kept", RETAIN).user("ann"),
                allow("u/%u", PUBLISH),
                allow("c/%c", PUBLISH),
                allow("s", SUBSCRIBE));
        Instant now = Instant.now();
        broker.store
                .bans()
                .add(new Ban(0, Who.Kind.CLIENT_ID, "banned", "", "test", now, now.plusSeconds(600)))
                .block();
        await().until(() -> byMqtt(broker, new Attempt("ann", "banned", "open/a", 1, false)) == 0x8A);
        int refusals = 0;
        for (Attempt attempt : List.of(
                new Attempt("ann", "a", "open/a", 1, false),
                new Attempt("ann", "a", "open/a", 2, false),
                new Attempt("ann", "a", "open/a", 1, true),
                new Attempt("ann", "a", "open/closed/b", 1, false),
                new Attempt("ann", "a", "secret", 1, false),
                new Attempt("ann", "a", "s", 1, false),
                new Attempt("ann", "a", "low", 1, false),
                new Attempt("ann", "a", "low", 2, false),
                new Attempt("ann", "a", "low", 1, true),
                new Attempt("ann", "a", "kept", 1, true),
                new Attempt("eve", "e", "kept", 1, true),
                new Attempt("eve", "e", "kept", 1, false),
                new Attempt("eve", "e", "u/eve", 1, false),
                new Attempt("eve", "e", "u/ann", 1, false),
                new Attempt("eve", "e", "c/e", 1, false),
                new Attempt("eve", "e", "c/a", 1, false),
                new Attempt("+", "#", "u/ann", 1, false),
                new Attempt("eve", "squatted", "open/a", 1, false),
                new Attempt("ann", "squatted", "open/a", 1, false),
                new Attempt("ann", "banned", "open/a", 1, false),
                new Attempt("ann", "a", "$SYS/broker/x", 1, false),
                new Attempt("ann", "a", "$CONTROL/x", 1, false),
                new Attempt("ann", "a", "$share/g/open/a", 1, false),
                new Attempt("ann", "a", "open/", 1, false),
                new Attempt("ann", "a", "Open/a", 1, false))) {
            int mqtt = byMqtt(broker, attempt);
            assertThat(byHttp(attempt)).as(attempt.toString()).isEqualTo(mqtt);
            refusals += mqtt < 0x80 ? 0 : 1;
        }
        assertThat(refusals).isEqualTo(15);
    }

    @Test
    @Checklist(bypass = 12)
    void a_refused_message_reaches_nobody_and_is_told_with_who_asked_and_which_rule_decided() {
        RuledBroker broker = broker();
        broker.rules(deny("secret", PUBLISH), allow("#", PUBLISH, SUBSCRIBE));
        RawMqttClient watcher = broker.client("watcher", "w");
        watcher.subscribe("secret", 0);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger("io.ternmq.events");
        lines.start();
        log.addAppender(lines);
        try {
            Answer answer = http().publish(Map.of("topic", "secret", "payload", "x", "user", "eve"));

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("code")).isEqualTo("refused");
            assertThat(answer.number("reasonCode")).isEqualTo(NOT_AUTHORIZED);
            assertThat(answer.text("source")).isEqualTo("rules");
            assertThat(answer.text("why")).isEqualTo("rule 1, deny publish 'secret' for everyone");
            assertThat(answer.number("ruleId")).isEqualTo(1);
            assertThat(answer.text("detail")).startsWith("Not published. rules: rule 1, deny");
        } finally {
            log.detachAppender(lines);
        }
        watcher.expectOnlyPong();
        Refusal refusal = broker.refused("publish");
        String by = "key " + http().keyId() + " 'line 7'";
        assertThat(refusal.by()).isEqualTo(by);
        assertThat(refusal.clientId()).isEqualTo("api:line 7");
        assertThat(refusal.userName()).isEqualTo("eve");
        assertThat(refusal.address()).matches("/127.0.0.1:[1-9]\\d*");
        assertThat(refusal.explanation().ruleId()).isEqualTo(1);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("Refused publish to clientId=api:line 7 mountpoint= user=eve address=")
                .endsWith("for everyone, asked for over HTTP by " + by);
        assertThat(metric("http_pub_auth_error")).isEqualTo(1);
        assertThat(metric("http_pub_published")).isZero();
        assertThat(metric("message_drop{", "reason=\"not_authorized\"")).isEqualTo(1);
    }

    @Test
    void a_message_is_published_in_the_listener_s_mountpoint_and_judged_by_its_sources() {
        RuledBroker broker = broker(
                "listeners.other.kind", "tcp",
                "listeners.other.host", "127.0.0.1",
                "listeners.other.port", "0",
                "listeners.other.mountpoint", "north",
                "listeners.off.kind", "tcp",
                "listeners.off.port", "0",
                "listeners.off.enabled", "false");
        RawMqttClient here = broker.client("ann", "a");
        here.subscribe("t", 0);
        Map<String, String> message = Map.of("topic", "t", "payload", "x");

        Answer elsewhere = http().publish(with(message, "listener", "other"));
        assertThat(elsewhere.number("reasonCode")).isEqualTo(NO_MATCH);
        assertThat(elsewhere.text("mountpoint")).isEqualTo("north");
        here.expectOnlyPong();
        assertThat(http().publish(message).number("receivers")).isEqualTo(1);
        for (String bad : List.of("off", "nowhere")) {
            Answer answer = http().publish(with(message, "listener", bad));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.wrongField()).isEqualTo("listener");
        }
    }
}
