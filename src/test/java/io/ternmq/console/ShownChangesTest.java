package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.admin.AuditReport.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownChangesTest {
    private final ShownChanges changes = new ShownChanges(new ShownTimes());

    @ParameterizedTest
    @CsvSource({
        "rule.allow, true, decision, allow",
        "rule.allow, false, decision, deny",
        "rule.who, client-id, for, client id",
        "rule.operations[1], retain, to, publish retained",
        "rule.operations[12], subscribe, to, subscribe",
        "rule.maxQos, 2, highest QoS, 2",
        "[3].rule.enabled, true, 3. enabled, yes",
        "[3], a/#, 3., a/#",
        "groups[1], plant, group, plant",
        "disabled, false, disabled, no",
        "role, OPERATOR, role, operator",
        "until, 2026-11-30T07:35:42.059521954Z, until, 2026-11-30 07:35:42 UTC",
        "until, later, until, later",
        "someNewName, x, some new name, x",
        "what-ever, x, what-ever, x",
    })
    void what_is_kept_is_told_in_the_words_of_the_pages(String what, String value, String words, String shown) {
        assertThat(changes.words(List.of(new Difference(what, null, value))))
                .containsExactly(new Difference(words, null, shown));
    }

    /** A note may be anything, and so may a name. */
    @Test
    void what_people_have_written_stays_as_it_is() {
        for (String text : List.of("true", "client-id", "ADMIN", "2026-11-30T07:35:42Z", "retain")) {
            Difference note = new Difference("note", text, "");
            assertThat(changes.words(List.of(note))).containsExactly(note);
        }
    }

    @Test
    void of_what_was_empty_and_is_empty_nothing_is_told() {
        assertThat(changes.words(List.of(new Difference("rule.value", null, ""), new Difference("note", "", null))))
                .isEmpty();
    }
}
