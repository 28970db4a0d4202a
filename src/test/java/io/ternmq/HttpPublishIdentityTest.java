package io.ternmq;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.HttpPublisher.Answer;
import io.ternmq.access.builtin.Role;
import io.ternmq.admin.Rank;
import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.console.Person;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As whom a program publishes over HTTP: by whose password, from where, with which key or account. */
class HttpPublishIdentityTest extends HttpPublishFixture {
    // ------------------------------------------------------------------ the client

    @Test
    @Checklist(bypass = 12)
    void without_user_it_is_an_anonymous_client_and_a_wrong_password_is_one() throws Exception {
        brokerThatKnowsAnn();
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
        brokerThatKnowsAnn();
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

    private void brokerThatKnowsAnn() {
        Path passwords = folder.resolve("passwords");
        AccessFiles.replace(passwords, AccessFiles.sha512Line("ann", "wonderland"));
        broker("access.allow-anonymous", "false", "access.password-file", passwords.toString());
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
