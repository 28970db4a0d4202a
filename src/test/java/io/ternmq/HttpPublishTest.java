package io.ternmq;

import static io.ternmq.RuledBroker.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.HttpPublisher.Answer;
import io.ternmq.admin.Rank;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.RawMqttClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a program publishes over HTTP reaches MQTT clients, unless it is no message. */
class HttpPublishTest extends HttpPublishFixture {
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
}
