package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.Who;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A console with its store, an admin at it, and what the store keeps. */
abstract class RightsPagesFixture {
    static WebParts web;
    static Person admin;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
        admin = Person.with(web, Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @BeforeEach
    void empty() {
        rules(List.of());
    }

    static RuleList rules() {
        return Objects.requireNonNull(web.builtin().rules().load().block());
    }

    static RuleList rules(List<Rule> rules) {
        return Objects.requireNonNull(
                web.builtin().rules().replace(rules().version(), rules).block());
    }

    static Rule rule(String user, String target) {
        return new Rule(0, true, true, new Who(Who.Kind.USER, user), Set.of(Operation.PUBLISH), target, null, 2, "");
    }

    static void save(String name, String note) {
        web.builtin()
                .users()
                .save(new User(name, null, null, List.of(), false, note, Instant.now()))
                .block();
    }

    static User user(String name) {
        return Objects.requireNonNull(web.builtin().users().find(name).block());
    }

    static String page(String path) {
        HttpResponse<String> answer = admin.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    static void redirected(HttpResponse<String> answer, String where) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(Person.location(answer)).isEqualTo(where);
    }

    static AuditEntry lastAudited() {
        return Objects.requireNonNull(
                web.builtin().audit().list("", Long.MAX_VALUE, 1).blockFirst());
    }
}
