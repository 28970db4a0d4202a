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
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Who;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.admin.Rank;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.console.Person;
import io.ternmq.observe.Refusal;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a program publishes over HTTP reaches MQTT clients, and is allowed where it is allowed to an MQTT client. */
class HttpPublishTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int NO_MATCH = 0x10;

    @TempDir
    private Path folder;

    private @Nullable RuledBroker opened;
    private @Nullable HttpPublisher http;

    @AfterEach
    void stop() {
        if (http != null) {
            http.close();
        }
        if (opened != null) {
            opened.close();
        }
    }

    private RuledBroker broker(String... keysAndValues) {
        RuledBroker broker = new RuledBroker(folder, keysAndValues);
        opened = broker;
        http = new HttpPublisher(broker.broker());
        return broker;
    }

    private HttpPublisher http() {
        return Objects.requireNonNull(http);
    }

    // ------------------------------------------------------------------ the same as for MQTT

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

    private long metric(String name, String... labels) {
        return http().web
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vernemq_" + name)
                        && List.of(labels).stream().allMatch(line::contains))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    @Checklist(bypass = 12)
    void without_user_it_is_an_anonymous_client_and_a_wrong_password_is_one() throws Exception {
        Path passwords = folder.resolve("passwords");
        Files.writeString(passwords, "ann:" + hash("wonderland") + "\n");
        broker("access.allow-anonymous", "false", "access.password-file", passwords.toString());
        Map<String, String> message = Map.of("topic", "t", "payload", "x");

        Answer anonymous = http().publish(message);
        assertThat(anonymous.status()).isEqualTo(403);
        assertThat(anonymous.text("source")).isEqualTo("anonymous");
        assertThat(http().publish(with(message, "user", "ann", "password", "wrong"))
                        .number("reasonCode"))
                .isEqualTo(0x86);
        assertThat(http().publish(with(message, "user", "ann")).number("reasonCode"))
                .isEqualTo(NOT_AUTHORIZED);
        assertThat(http().publish(with(message, "user", "ann", "password", "wonderland"))
                        .status())
                .isEqualTo(200);
        assertThat(opened().refusals()).hasSize(3).allMatch(refusal -> refusal.by() != null);
        assertThat(opened().refusals().toString()).doesNotContain("wrong", "wonderland");
    }

    @Test
    @Checklist(bypass = 12)
    void passwords_of_clients_are_not_for_guessing_with_a_key() throws Exception {
        Path passwords = folder.resolve("passwords");
        Files.writeString(passwords, "ann:" + hash("wonderland") + "\n");
        broker("access.allow-anonymous", "false", "access.password-file", passwords.toString());
        Map<String, Object> message = Map.of("topic", "t", "user", "ann", "password", "wonderland");
        for (int i = 0; i < 100; i++) {
            assertThat(http().publish(with(message, "password", "wrong" + i)).status())
                    .isEqualTo(403);
        }

        Answer right = http().publish(message);
        assertThat(right.status()).isEqualTo(503);
        assertThat(right.text("code")).isEqualTo("busy");
        assertThat(right.text("detail")).contains("too many wrong passwords came from key ");
        assertThat(metric("http_pub_published")).isZero();
        assertThat(opened().refusals().toString()).doesNotContain("wonderland");
    }

    private RuledBroker opened() {
        return Objects.requireNonNull(opened);
    }

    private static String hash(String password) {
        return Sha512Hash.ofPassword(password.getBytes(StandardCharsets.UTF_8)).text();
    }

    private static Map<String, Object> with(Map<String, ?> message, String... more) {
        Map<String, Object> all = new HashMap<>(message);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    @Checklist(bypass = 12)
    void clients_on_this_machine_are_trusted_over_http_only_when_no_proxy_stands_between() {
        broker("access.allow-anonymous", "loopback", "listeners.default.host", "0.0.0.0");
        Map<String, String> message = Map.of("topic", "t", "payload", "x");

        assertThat(http().publish(message).status()).isEqualTo(200);
        for (String header :
                List.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto", "x-forwarded-host")) {
            assertThat(http().publish(message, header, "127.0.0.1").status())
                    .as(header)
                    .isEqualTo(403);
        }
        // A proxy that adds nothing but passes on what it was asked for.
        assertThat(rawStatus("mqtt.example.org")).isEqualTo(403);
        assertThat(rawStatus("localhost")).isEqualTo(200);
    }

    /** The status of a message that asks for this host. */
    private int rawStatus(String host) {
        String body = "{\"topic\":\"t\"}";
        String answer = http().web
                .raw(String.join(
                        "\r\n",
                        "POST /api/v3/publish HTTP/1.1",
                        "Host: " + host,
                        "Authorization: Bearer " + http().key(Rank.OPERATOR),
                        "Content-Type: application/json",
                        "Content-Length: " + body.length(),
                        "Connection: close",
                        "",
                        body));
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @Test
    @Checklist(bypass = 12)
    void a_listener_that_only_programs_on_this_machine_can_reach_is_no_way_for_others() {
        broker(
                "listeners.inner.kind", "tcp",
                "listeners.inner.host", "127.0.0.1",
                "listeners.inner.port", "0",
                "listeners.inner.allow-anonymous", "true",
                "listeners.outer.kind", "tcp",
                "listeners.outer.host", "0.0.0.0",
                "listeners.outer.port", "0",
                "listeners.outer.allow-anonymous", "true");
        Map<String, Object> message = Map.of("topic", "t", "payload", "x");

        assertThat(http().publish(with(message, "listener", "inner")).status()).isEqualTo(200);
        Answer elsewhere = http().publish(with(message, "listener", "inner"), "X-Forwarded-For", "203.0.113.9");
        assertThat(elsewhere.status()).isEqualTo(422);
        assertThat(elsewhere.wrongField()).isEqualTo("listener");
        assertThat(http().publish(with(message, "listener", "outer"), "X-Forwarded-For", "203.0.113.9")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @Checklist(bypass = {12, 14})
    void somebody_else_s_client_id_can_not_be_used_and_one_s_own_session_goes_on() {
        RuledBroker broker = broker();
        broker.rules(allow("#", PUBLISH, SUBSCRIBE));
        RawMqttClient ann = broker.client("ann", "pump");
        ann.subscribe("t", 0);
        Map<String, String> message = Map.of("topic", "t", "payload", "x", "clientId", "pump");

        Answer other = http().publish(with(message, "user", "eve"));
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.text("source")).isEqualTo("takeover");
        ann.expectOnlyPong();
        assertThat(http().publish(with(message, "user", "ann")).number("receivers"))
                .isEqualTo(1);
        ann.receive("x");
        ann.expectOnlyPong();
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

    // ------------------------------------------------------------------ what arrives

    @Test
    void a_message_arrives_with_its_properties_and_its_receivers_are_counted() {
        RuledBroker broker = broker();
        RawMqttClient one = broker.client("ann", "1");
        RawMqttClient two = broker.client("ann", "2");
        one.subscribe("a/+", 2);
        two.subscribe("a/b", 0);
        Map<String, Object> message = new HashMap<>(Map.of(
                "topic",
                "a/b",
                "payloadBase64",
                base64("\u00e4".getBytes(StandardCharsets.UTF_8)),
                "qos",
                2,
                "contentType",
                "text/plain",
                "responseTopic",
                "answers",
                "correlationData",
                base64(new byte[] {0, -1}),
                "messageExpiry",
                60,
                "payloadFormat",
                1,
                "userProperties",
                List.of(Map.of("name", "k", "value", "1"), Map.of("name", "k", "value", "2"))));

        Answer answer = http().publish(message);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.number("receivers")).isEqualTo(2);
        assertThat(answer.number("reasonCode")).isZero();
        assertThat(answer.text("clientId")).isEqualTo("api:line 7");
        Packet got = one.receive("\u00e4");
        assertThat(got.qos()).isEqualTo(2);
        assertThat(got.props().text(Prop.CONTENT_TYPE)).isEqualTo("text/plain");
        assertThat(got.props().text(Prop.RESPONSE_TOPIC)).isEqualTo("answers");
        assertThat(got.props().binary(Prop.CORRELATION_DATA)).containsExactly(0, -1);
        assertThat(got.props().number(Prop.MESSAGE_EXPIRY_INTERVAL, 0)).isBetween(1L, 60L);
        assertThat(got.props().number(Prop.PAYLOAD_FORMAT_INDICATOR, 0)).isEqualTo(1);
        assertThat(got.props().userProperties()).containsExactly(Map.entry("k", "1"), Map.entry("k", "2"));
        assertThat(two.receive("\u00e4").qos()).isZero();
        assertThat(metric("http_pub_published")).isEqualTo(1);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void a_retained_message_is_kept_and_an_empty_one_deletes_it() {
        RuledBroker broker = broker();
        assertThat(http().publish(Map.of("topic", "t", "payload", "kept", "qos", 1, "retain", true))
                        .number("reasonCode"))
                .isEqualTo(NO_MATCH);
        RawMqttClient first = broker.client("ann", "1");
        first.subscribe("t", 0);
        assertThat(first.receive("kept").retain()).isTrue();

        http().publish(Map.of("topic", "t", "retain", true));
        RawMqttClient second = broker.client("ann", "2");
        second.subscribe("t", 0);
        second.expectOnlyPong();
    }

    @Test
    void a_message_of_qos_1_for_an_absent_session_outlives_the_broker() {
        RuledBroker broker = broker();
        RawMqttClient kept = broker.client(as("ann", "kept").persistent());
        kept.subscribe("t", 1);
        kept.sendDisconnect();
        kept.expectClosed();
        assertThat(http().publish(Map.of("topic", "t", "payload", "safe", "qos", 1))
                        .number("receivers"))
                .isEqualTo(1);

        http().close();
        broker.restart();
        http = new HttpPublisher(broker.broker());
        RawMqttClient again = broker.link();
        again.resume(as("ann", "kept").persistent());
        again.receive("safe");
    }

    @Test
    void a_message_may_be_as_large_as_a_packet_and_no_larger() {
        RuledBroker broker = broker();
        RawMqttClient watcher = broker.client("ann", "1");
        watcher.subscribe("t", 0);
        // Fixed header of four bytes, topic with its length, length of the properties.
        int most = (1 << 20) - 4 - 3 - 1;
        String largest = "x".repeat(most);

        assertThat(http().publish(Map.of("topic", "t", "payload", largest)).status())
                .isEqualTo(200);
        watcher.receive(largest);
        Answer larger = http().publish(Map.of("topic", "t", "payload", largest + "x"));
        assertThat(larger.status()).isEqualTo(413);
        assertThat(larger.text("code")).isEqualTo("too_large");
        assertThat(http().publish(Map.of("topic", "t", "payload", "x".repeat(9 << 20)))
                        .status())
                .isEqualTo(413);
        watcher.expectOnlyPong();
    }

    @Test
    void nothing_is_retained_where_retained_messages_are_not_available() {
        RuledBroker broker = broker("retained.available", "false");
        RawMqttClient watcher = broker.client("ann", "1");
        watcher.subscribe("t", 0);

        Answer answer = http().publish(Map.of("topic", "t", "payload", "x", "retain", true));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.number("reasonCode")).isEqualTo(0x9A);
        watcher.expectOnlyPong();
    }

    // ------------------------------------------------------------------ input

    private static final List<String> WRONG = List.of(
            "topic {'payload':'x'}",
            "topic {'topic':''}",
            "topic {'topic':'a/#'}",
            "topic {'topic':'a/+'}",
            "topic {'topic':'a\\u0000'}",
            "topic {'topic':'\\ud800'}",
            "qos {'topic':'t','qos':3}",
            "qos {'topic':'t','qos':-1}",
            "payload {'topic':'t','payload':'x','payloadBase64':'eA=='}",
            "payload {'topic':'t','payload':'\\udc00'}",
            "payloadBase64 {'topic':'t','payloadBase64':'*'}",
            "correlationData {'topic':'t','correlationData':'*'}",
            "responseTopic {'topic':'t','responseTopic':'a/#'}",
            "messageExpiry {'topic':'t','messageExpiry':-1}",
            "messageExpiry {'topic':'t','messageExpiry':4294967296}",
            "payloadFormat {'topic':'t','payloadFormat':2}",
            "payloadFormat {'topic':'t','payloadFormat':1,'payloadBase64':'/w=='}",
            "contentType {'topic':'t','contentType':'\\u0000'}",
            "userProperties {'topic':'t','userProperties':[{'name':'k'}]}",
            "clientId {'topic':'t','clientId':''}",
            "user {'topic':'t','user':'a\\u0000'}");

    /** Each row is the field that is wrong and the body, with other quotes. */
    @Test
    void what_is_no_message_is_told_by_field_and_not_published() {
        broker();
        String key = http().key(Rank.ADMIN);
        for (String row : WRONG) {
            String[] parts = row.split(" ", 2);
            Answer answer = http().send(key, parts[1].replace('\'', '"'));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.wrongField()).as(row).isEqualTo(parts[0]);
        }
        assertThat(metric("http_pub_published")).isZero();
    }

    @Test
    void a_body_that_can_not_be_read_is_told_without_what_stands_in_it() {
        broker();
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"topic\":\"t\",\"qos\":\"hush\"}",
                "{\"topic\":\"t\",\"hushed\":1}",
                "{\"topic\":\"t\",\"topic\":\"u\"}",
                "{\"topic\":\"t\",\"qos\":1.5}",
                "{\"topic\":\"t\",\"messageExpiry\":0.5}",
                "{\"topic\":\"t\",\"messageExpiry\":1e999999999}",
                "{\"topic\":\"t\"}{\"topic\":\"u\"}",
                "{\"topic\":" + "[".repeat(100_000))) {
            Answer answer = http().send(http().key(Rank.ADMIN), body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.text("detail")).doesNotContain("hush\"");
        }
    }

    // ------------------------------------------------------------------ who may ask

    @Test
    void a_viewer_s_key_publishes_nothing_and_an_operator_s_session_needs_the_page_s_token() {
        RuledBroker broker = broker();
        RawMqttClient watcher = broker.client("ann", "1");
        watcher.subscribe("t", 0);
        String body = "{\"topic\":\"t\",\"payload\":\"x\"}";

        assertThat(http().send(http().key(Rank.VIEWER), body).status()).isEqualTo(403);
        assertThat(http().send("nobody.nothing", body).status()).isEqualTo(401);
        Person operator = http().web.somebody(Role.OPERATOR);
        operator.get("/password");
        assertThat(byPage(operator, body, "X-Other", "x")).isEqualTo(403);
        Person viewer = http().web.somebody(Role.VIEWER);
        viewer.get("/password");
        assertThat(byPage(viewer, body, "X-CSRF-TOKEN", viewer.token())).isEqualTo(403);
        watcher.expectOnlyPong();
        assertThat(byPage(operator, body, "X-CSRF-TOKEN", operator.token())).isEqualTo(200);
        watcher.receive("x");
    }

    private static int byPage(Person person, String body, String... headers) {
        return person.send(person.request("/publish")
                        .header("Content-Type", "application/json")
                        .headers(headers)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    @Test
    void a_refusal_of_an_account_s_message_names_the_account() {
        RuledBroker broker = broker();
        broker.rules(deny("#", PUBLISH));
        Person operator = http().web.somebody(Role.OPERATOR);
        operator.get("/password");
        assertThat(byPage(operator, "{\"topic\":\"t\"}", "X-CSRF-TOKEN", operator.token()))
                .isEqualTo(403);
        assertThat(broker.refused("publish").by()).isEqualTo("account operator-person");
        assertThat(broker.refused("publish").clientId()).isEqualTo("api:operator-person");
        assertThat(operator.get("/access/refused").body())
                .contains("over HTTP by <span>account operator-person</span>");
    }
}
