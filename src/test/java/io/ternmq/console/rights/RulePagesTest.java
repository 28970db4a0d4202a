package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.console.Eventually;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of rules, as a browser without scripts gets them. */
class RulePagesTest extends RightsPagesFixture {
    @Test
    void a_rule_is_made_moved_changed_disabled_and_deleted() {
        page("/access/rules/new");
        redirected(
                admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "enabled",
                        "true",
                        "decision",
                        "allow",
                        "who",
                        "user",
                        "value",
                        "anna",
                        "operations",
                        "publish",
                        "operations",
                        "subscribe",
                        "target",
                        "plant/%u/#",
                        "maxQos",
                        "1"),
                "/access/rules");
        redirected(
                admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "enabled",
                        "true",
                        "decision",
                        "deny",
                        "who",
                        "everyone",
                        "operations",
                        "publish",
                        "target",
                        "secret/#"),
                "/access/rules");
        List<Rule> kept = rules().rules();
        assertThat(kept).extracting(Rule::target).containsExactly("plant/%u/#", "secret/#");
        assertThat(kept.get(0).operations()).containsExactlyInAnyOrder(Operation.PUBLISH, Operation.SUBSCRIBE);
        assertThat(page("/access/rules"))
                .contains("user anna to publish to and subscribe to plant/%u/#, up to QoS 1", "never decided");

        String second = Long.toString(kept.get(1).id());
        redirected(row(second, "up", "at", "2"), "/access/rules");
        assertThat(rules().rules()).extracting(Rule::target).containsExactly("secret/#", "plant/%u/#");
        redirected(row(second, "move", "position", "2"), "/access/rules");
        assertThat(rules().rules()).extracting(Rule::target).containsExactly("plant/%u/#", "secret/#");
        redirected(row(second, "disable"), "/access/rules");
        assertThat(rules().rules().get(1).enabled()).isFalse();
        assertThat(page("/access/rules/edit?id=" + second)).contains("secret/#");
        redirected(row(second, "delete"), "/access/rules");
        assertThat(rules().rules()).hasSize(1);
    }

    private static HttpResponse<String> row(String id, String act, String... more) {
        page("/access/rules");
        String[] fields = new String[6 + more.length];
        System.arraycopy(
                new String[] {"id", id, "act", act, "version", Long.toString(rules().version())}, 0, fields, 0, 6);
        System.arraycopy(more, 0, fields, 6, more.length);
        return admin.post("/access/rules/row", fields);
    }

    @Test
    void the_list_of_rules_asks_what_has_been_decided_since_and_stops_when_the_rules_are_others() {
        RuleList kept = rules(List.of(rule("anna", "a"), rule("ben", "b")));
        String asks = Eventually.get(
                () -> page("/access/rules")
                        .replaceAll("(?s).*hx-get=\"([^\"]+)\".*", "$1")
                        .replace("&amp;", "&"),
                path -> path.startsWith("/access/rules/hits?version=" + kept.version() + "&"));
        assertThat(page("/access/rules")).contains("never decided since");
        assertThat(admin.get(asks).statusCode()).isEqualTo(204);

        long first = kept.rules().get(0).id();
        page("/access/test?client=c1&user=anna&listener=default&action=publish&topic=a");
        String now = Eventually.get(() -> admin.get(asks).body(), body -> body.contains("count-" + first));
        assertThat(now)
                .contains(
                        "id=\"last-" + first + "\"", "hx-swap-oob=\"true\"", "id=\"hits\"", "version=" + kept.version())
                .doesNotContain("never decided", "count-" + kept.rules().get(1).id());

        rules(List.of());
        assertThat(Eventually.get(() -> admin.get(asks).body(), body -> body.contains("have been changed meanwhile")))
                .doesNotContain("hx-get");
        assertThat(page("/access/rules")).doesNotContain("hx-get");
    }

    @Test
    void a_change_of_rules_that_somebody_else_has_changed_is_refused_with_a_word() {
        RuleList seen = rules(List.of(rule("anna", "a/#")));
        page("/access/rules");
        rules(List.of(seen.rules().get(0), rule("ben", "b/#")));
        redirected(
                admin.post(
                        "/access/rules/row",
                        "id",
                        Long.toString(seen.rules().get(0).id()),
                        "act",
                        "delete",
                        "version",
                        Long.toString(seen.version())),
                "/access/rules");
        assertThat(page("/access/rules")).contains("Somebody else has changed the rules");
        assertThat(rules().rules()).hasSize(2);
    }

    @Test
    void a_wrong_rule_comes_back_with_what_was_written_and_what_is_wrong() {
        page("/access/rules/new");
        String answer = admin.post(
                        "/access/rules/save",
                        "act",
                        "save",
                        "who",
                        "address",
                        "value",
                        "10.0.0.0/99",
                        "operations",
                        "publish",
                        "target",
                        "a/#/b")
                .body();
        assertThat(answer).contains("10.0.0.0/99", "a/#/b", "An address looks like", "The topic filter");
        assertThat(rules().rules()).isEmpty();
    }

    @Test
    void a_preview_changes_nothing_and_leads_on() {
        page("/access/rules/new");
        String preview = admin.post(
                        "/access/rules/save",
                        "act",
                        "preview",
                        "enabled",
                        "true",
                        "who",
                        "everyone",
                        "operations",
                        "publish",
                        "target",
                        "a")
                .body();
        assertThat(preview).contains("Nobody who is here now would lose anything", "Save the rule", "name=\"target\"");
        assertThat(rules().rules()).isEmpty();
    }
}
