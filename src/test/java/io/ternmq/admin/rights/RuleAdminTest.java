package io.ternmq.admin.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.admin.Author;
import io.ternmq.admin.Undoable;
import io.ternmq.admin.Undoable.Change;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators do with rules and users, and how it is taken back. */
class RuleAdminTest {
    private static final Author AUTHOR = new Author("ann", "console", "127.0.0.1");

    private final JsonMapper json = new JsonMapper();
    private WebParts web;
    private RuleAdmin rules;

    @BeforeEach
    void start() {
        web = WebParts.around(NodeToWatch.named());
        rules = web.bean(RuleAdmin.class);
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private static RuleInput rule(String target) {
        return new RuleInput(true, true, "everyone", "", List.of("publish"), target, null, 2, "");
    }

    private RuleTable apply(RuleEdit edit) {
        return Objects.requireNonNull(
                rules.apply(AUTHOR, RuleTable.ANY_VERSION, edit).block());
    }

    private List<String> targets() {
        return Objects.requireNonNull(rules.list().block()).rules().stream()
                .map(rule -> rule.rule().target())
                .toList();
    }

    private void takeBackTheLast() {
        takeBack(latest());
    }

    private AuditEntry latest() {
        return Objects.requireNonNull(
                web.builtin().audit().list("", Long.MAX_VALUE, 1).blockFirst());
    }

    private void takeBack(AuditEntry last) {
        Undoable undoable = Stream.<Undoable>of(
                        web.bean(UserUndo.class), web.bean(RuleUndo.class), web.bean(BanUndo.class))
                .filter(each -> each.undoableActions().contains(last.action()))
                .findFirst()
                .orElseThrow();
        undoable.takeBack(new Change(last.action(), last.object(), tree(last.before()), tree(last.after())))
                .block();
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }

    @Test
    void each_change_of_rules_can_be_taken_back() {
        for (String target : List.of("a", "b", "c")) {
            apply(RuleEdit.add(Integer.MAX_VALUE, rule(target)));
        }
        long second = apply(RuleEdit.move(1, 1)).rules().get(1).id();
        List<RuleEdit> edits = List.of(
                RuleEdit.add(1, rule("new")),
                RuleEdit.change(second, rule("other")),
                RuleEdit.enable(second, false),
                RuleEdit.move(second, 3),
                RuleEdit.delete(second),
                RuleEdit.replaceAll(List.of(new RuleEdit.Entry(0, rule("only")))));
        for (RuleEdit edit : edits) {
            apply(edit);
            takeBackTheLast();
            assertThat(targets()).as(edit.action()).containsExactly("a", "b", "c");
            second = Objects.requireNonNull(rules.list().block()).rules().get(1).id();
            if (edit.action().equals("rule.delete")) {
                break;
            }
        }
        apply(edits.get(edits.size() - 1));
        assertThat(targets()).containsExactly("only");
        takeBackTheLast();
        assertThat(targets()).containsExactly("a", "b", "c");
    }

    @Test
    void a_deleted_user_comes_back_without_password() {
        UserAdmin users = web.bean(UserAdmin.class);
        users.create(AUTHOR, "anna", new UserInput("s3cret-1", List.of("g"), false, "n"))
                .block();
        users.delete(AUTHOR, "anna").block();
        takeBackTheLast();
        UserReport anna = Objects.requireNonNull(users.get("anna").block());
        assertThat(anna.groups()).containsExactly("g");
        assertThat(anna.password()).isFalse();
    }

    @Test
    void taking_back_an_older_change_brings_no_right_back_that_was_taken_away_since() {
        long id = apply(RuleEdit.add(1, rule("a"))).rules().get(0).id();
        AuditEntry added = latest();
        apply(RuleEdit.change(id, rule("b")));
        AuditEntry changed = latest();
        apply(RuleEdit.enable(id, false));

        for (AuditEntry older : List.of(added, changed)) {
            assertThatThrownBy(() -> takeBack(older)).hasMessageContaining("Take the later change back first");
        }
        apply(RuleEdit.replaceAll(List.of(new RuleEdit.Entry(0, rule("only")))));
        AuditEntry replaced = latest();
        apply(RuleEdit.add(1, rule("more")));
        assertThatThrownBy(() -> takeBack(replaced)).hasMessageContaining("Take the later change back first");
        assertThat(targets()).containsExactly("more", "only");
    }

    @Test
    void taking_back_an_older_change_enables_no_user_that_was_disabled_since() {
        UserAdmin users = web.bean(UserAdmin.class);
        users.create(AUTHOR, "anna", new UserInput("s3cret-1", List.of("g"), false, "n"))
                .block();
        users.change(AUTHOR, "anna", new UserInput(null, List.of("g"), false, "another note"))
                .block();
        AuditEntry noted = latest();
        users.change(AUTHOR, "anna", new UserInput(null, List.of(), true, "another note"))
                .block();

        assertThatThrownBy(() -> takeBack(noted)).hasMessageContaining("Take the later change back first");

        UserReport anna = Objects.requireNonNull(users.get("anna").block());
        assertThat(anna.disabled()).isTrue();
        assertThat(anna.groups()).isEmpty();
        takeBackTheLast();
        assertThat(Objects.requireNonNull(users.get("anna").block()).disabled()).isFalse();
    }

    @Test
    void cells_survive_and_formulas_are_made_harmless() {
        List<String> cells = List.of("=1+1", "'=x", "a,b", "say \"hi\"", "two\nlines", "-1", "@a", "'plain", "");
        String line = Csv.line(cells);
        assertThat(line).startsWith("'=1+1,''=x,\"a,b\"");
        assertThat(Csv.read(line, 10).get(0).cells()).isEqualTo(cells);
        assertThat(Csv.read("a,\"b\nc", 10).get(0).problem()).isNotNull();
    }

    @Test
    void a_ban_that_was_made_ends_and_one_that_was_ended_goes_on() {
        BanAdmin bans = web.bean(BanAdmin.class);
        BanReport made = Objects.requireNonNull(
                bans.add(AUTHOR, new BanInput("client-id", "pump", "floods", Duration.ofHours(1)))
                        .block());
        AuditEntry creation = latest();
        bans.remove(AUTHOR, made.id()).block();
        takeBackTheLast();
        assertThat(web.builtin().bans().list().collectList().block())
                .singleElement()
                .satisfies(ban -> assertThat(ban.value()).isEqualTo("pump"))
                .satisfies(ban -> assertThat(ban.until()).isEqualTo(made.until()));
        assertThatThrownBy(this::takeBackTheLast).hasMessageContaining("another ban");

        takeBack(creation);
        assertThat(web.builtin().bans().list().collectList().block()).isEmpty();
        assertThatThrownBy(() -> takeBack(creation)).hasMessageContaining("The ban is over");
    }
}
