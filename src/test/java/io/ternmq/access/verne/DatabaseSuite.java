package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every database with VerneMQ's users and ACLs. */
abstract class DatabaseSuite {
    static final String ALL = "[{\"pattern\": \"#\"}]";
    static final String NOTHING = "[]";

    private SourceUnderTest source;

    /** Settings of the source below {@code ternmq.access.vernemq}, of an empty database. */
    abstract Map<String, String> emptyDatabase();

    /** Puts a row in, or in the place of the one with the same names; the ACLs may be NULL or anything. */
    abstract void put(
            String mountpoint,
            String clientId,
            String userName,
            String password,
            @Nullable String publishAcl,
            @Nullable String subscribeAcl);

    abstract void delete(String mountpoint, String clientId, String userName);

    @BeforeEach
    void open() {
        Map<String, String> settings = new HashMap<>(Map.of("renew-interval", "0s", "time-limit", "10s"));
        settings.putAll(emptyDatabase());
        source = new SourceUnderTest(settings, new EventBus());
    }

    @AfterEach
    void close() {
        source.close();
    }

    final SourceUnderTest source() {
        return source;
    }

    private static Somebody ann() {
        return Somebody.elsewhere().client("c1").as("ann", "secret");
    }

    private Client annWith(String publishAcl, String subscribeAcl) {
        put("", "c1", "ann", "secret", publishAcl, subscribeAcl);
        return source.admitted(ann());
    }

    // ------------------------------------------------------------------ who connects

    @Test
    @Checklist(integrations = {16, 17, 18, 19, 21, 22, 23})
    void a_right_password_admits_and_a_wrong_one_ends_the_chain() {
        put("", "c1", "ann", "secret", ALL, ALL);
        assertThat(source.ask(ann()).verdict()).isEqualTo(Verdict.OK);

        AuthenticationSource.Answer wrong = source.ask(ann().as("ann", "Secret"));
        assertThat(wrong.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(wrong.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(wrong.rule()).contains("another password for user 'ann'").doesNotContain("ecret");
        assertThat(wrong.grant()).isNull();
    }

    @Test
    void somebody_who_is_not_there_is_left_to_the_next_source() {
        put("", "c1", "ann", "secret", ALL, ALL);
        assertThat(source.ask(ann().as("eve", "secret")).verdict()).isEqualTo(Verdict.NEXT);
        assertThat(source.ask(ann().client("c2")).verdict()).isEqualTo(Verdict.NEXT);
        assertThat(source.ask(ann().in("tenant")).verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    void without_user_name_or_password_it_is_a_no() {
        assertThat(source.ask(ann().as(null, "secret")).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.ask(ann().as("ann", null)).verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    @Checklist(integrations = 20)
    void a_row_for_every_client_id_counts_when_there_is_none_for_the_client_id() {
        put("", "*", "ann", "secret", "[{\"pattern\": \"any\"}]", NOTHING);
        put("", "c1", "ann", "secret", "[{\"pattern\": \"own\"}]", NOTHING);

        Client own = source.admitted(ann());
        assertThat(source.publish(own, "own").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.publish(own, "any").verdict()).isEqualTo(Verdict.REJECT);

        Client other = source.admitted(ann().client("c2"));
        assertThat(source.publish(other, "any").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.publish(other, "own").verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    void mountpoints_are_apart() {
        put("tenant", "c1", "ann", "secret", "[{\"pattern\": \"%m/x\"}]", NOTHING);
        Client client = source.admitted(ann().in("tenant"));
        assertThat(source.publish(client, "tenant/x").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.ask(ann()).verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    void names_are_the_same_only_by_every_letter() {
        put("", "c1", "ann", "secret", ALL, ALL);
        for (Somebody like : List.of(
                ann().as("ANN", "secret"),
                ann().as("ann ", "secret"),
                ann().as("änn", "secret"),
                ann().client("C1"),
                ann().client("c1 "))) {
            assertThat(source.ask(like).verdict()).as(like.toString()).isEqualTo(Verdict.NEXT);
        }
    }

    @Test
    void names_and_passwords_are_never_taken_for_a_part_of_the_question() {
        put("", "c1", "ann", "secret", ALL, ALL);
        String[] attempts = {
            "' OR '1'='1",
            "ann' --",
            "\" OR \"\"=\"",
            "\\' OR 1=1 -- ",
            "ann'; DROP TABLE vmq_auth_acl; --",
            "$1",
            "?",
            ":name",
            "{\"$ne\": null}",
            "*",
            "%",
            "_",
            "ann\"]",
            "ann\",\"x",
            "\\",
            "%u",
            "a\r\nGET b",
            "$where",
            "\u202Enna"
        };
        for (String attempt : attempts) {
            assertThat(source.ask(ann().as(attempt, "secret")).verdict())
                    .as(attempt)
                    .isEqualTo(Verdict.NEXT);
            assertThat(source.ask(ann().client(attempt)).verdict()).as(attempt).isEqualTo(Verdict.NEXT);
            assertThat(source.ask(ann().in(attempt)).verdict()).as(attempt).isEqualTo(Verdict.NEXT);
            assertThat(source.ask(ann().as("ann", attempt)).verdict())
                    .as(attempt)
                    .isEqualTo(Verdict.REJECT);
        }
        assertThat(source.ask(ann()).verdict()).isEqualTo(Verdict.OK);
        assertThat(source.source().health().state()).isEqualTo(SourceHealth.State.UP);
    }

    @Test
    void hostile_names_that_are_there_are_names_like_others() {
        for (String name : List.of("a b", "' OR 1=1", "ünï 漢", "a/b", "+", "#", "\"x\"", "back\\slash", "{}")) {
            put("", name, name, "secret", "[{\"pattern\": \"d/%c/x\"}, {\"pattern\": \"own\"}]", ALL);
            Client client = source.admitted(ann().client(name).as(name, "secret"));
            assertThat(source.publish(client, "own").verdict()).as(name).isEqualTo(Verdict.OK);
            assertThat(source.publish(client, "d/other/x").verdict()).as(name).isEqualTo(Verdict.REJECT);
        }
    }

    @Test
    void a_password_that_is_no_text_is_wrong() {
        put("", "c1", "ann", "secret", ALL, ALL);
        assertThat(source.ask(ann().as("ann", "secret\0x")).verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.source().health().questions().failed()).isZero();
    }

    @Test
    void long_names_and_passwords_harm_nobody() {
        String name = "n".repeat(65_535);
        assertThat(source.ask(ann().client(name).as(name, name)).verdict()).isEqualTo(Verdict.NEXT);
        assertThat(source.source().health().state()).isEqualTo(SourceHealth.State.UP);
    }

    @Test
    void acls_that_can_not_be_understood_are_a_no_with_a_reason() {
        for (Map.Entry<String, String> bad :
                Map.of("{\"a\": 1}", "no JSON array", "17", "no JSON array").entrySet()) {
            put("", "c1", "ann", "secret", bad.getKey(), NOTHING);
            AuthenticationSource.Answer answer = source.ask(ann());
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.rule()).contains(bad.getValue(), "publish_acl");
        }
        assertThat(source.source().health().state()).isEqualTo(SourceHealth.State.UP);
    }

    @Test
    void null_instead_of_an_acl_is_a_no_with_a_reason() {
        put("", "c1", "ann", "secret", NOTHING, null);
        AuthenticationSource.Answer answer = source.ask(ann());
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("has NULL in subscribe_acl; [] stands for no rights");
    }

    // ------------------------------------------------------------------ who may do what

    @Test
    void rights_are_those_of_the_acls() {
        Client client = annWith("[{\"pattern\": \"a/+/c\"}]", "[{\"pattern\": \"d/%u/#\"}]");
        assertThat(source.publish(client, "a/b/c").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.publish(client, "a/b").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.subscribe(client, "d/ann/x").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.subscribe(client, "d/+/x").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.subscribe(client, "a/b/c").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.publish(client, "a/b/c").rule()).isEqualTo("entry 1 of publish_acl: 'a/+/c'");
    }

    @Test
    void clients_that_another_source_has_admitted_are_left_to_the_next_source() {
        assertThat(source.publish(ann().admitted(), "a").verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    @Checklist(integrations = 29)
    void changed_rights_hold_from_the_next_connect_on() {
        Client before = annWith("[{\"pattern\": \"a\"}]", NOTHING);
        put("", "c1", "ann", "secret", "[{\"pattern\": \"b\"}]", NOTHING);
        Client after = source.admitted(ann());
        assertThat(source.publish(before, "a").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.publish(after, "a").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.publish(after, "b").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void changed_rights_hold_for_a_connected_client_once_they_are_read_anew() throws Exception {
        Client client = annWith("[{\"pattern\": \"a\"}]", NOTHING);
        renew(client);
        assertThat(source.changes()).isZero();

        put("", "c1", "ann", "secret", "[{\"pattern\": \"b\"}]", NOTHING);
        renew(client);
        assertThat(source.changes()).isEqualTo(1);
        assertThat(source.publish(client, "a").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(source.publish(client, "b").verdict()).isEqualTo(Verdict.OK);

        delete("", "c1", "ann");
        renew(client);
        assertThat(source.publish(client, "b").verdict()).isEqualTo(Verdict.REJECT);
        renew(client);
        assertThat(source.changes()).isEqualTo(2);
    }

    @Test
    void rights_that_can_not_be_understood_leave_a_connected_client_those_it_had() throws Exception {
        Client client = annWith("[{\"pattern\": \"a\"}]", NOTHING);
        put("", "c1", "ann", "secret", "{}", NOTHING);
        renew(client);
        assertThat(source.publish(client, "a").verdict()).isEqualTo(Verdict.OK);
        assertThat(source.changes()).isZero();
    }

    private static void renew(Client client) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        assertThat(client.grant()).isNotNull();
        client.grant().renew(done::countDown);
        done.await();
    }

    @Test
    void the_rights_of_connected_clients_are_read_anew_from_time_to_time() {
        Map<String, String> settings = new HashMap<>(Map.of("renew-interval", "100ms"));
        settings.putAll(settingsOfNow());
        try (SourceUnderTest renewing = new SourceUnderTest(settings, new EventBus())) {
            put("", "c1", "ann", "secret", "[{\"pattern\": \"a\"}]", NOTHING);
            Client client = renewing.admitted(ann());
            put("", "c1", "ann", "secret", NOTHING, NOTHING);
            await().untilAsserted(() ->
                    assertThat(renewing.publish(client, "a").verdict()).isEqualTo(Verdict.REJECT));
            await().until(() -> renewing.changes() > 0);
        }
    }

    /** Settings of the source, of the database as it is. */
    abstract Map<String, String> settingsOfNow();
}
