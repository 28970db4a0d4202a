package io.ternmq.console.rights;

import io.ternmq.admin.rights.RuleEdit;
import io.ternmq.admin.rights.RuleInput;
import io.ternmq.admin.rights.RuleReport;
import io.ternmq.admin.rights.RuleTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of a rule. What a browser doesn't send is null.
 *
 * @param id null or 0 for a new rule
 * @param position where a new rule goes, from 1; null for the end
 * @param version of the rules that the form was filled in for; null for whatever they are
 * @param decision {@code allow} or {@code deny}
 * @param back the page to go on with: a path of the tester, anything else is ignored
 */
record RuleForm(
        @Nullable Long id,
        @Nullable Integer position,
        @Nullable Long version,
        @Nullable Boolean enabled,
        @Nullable String decision,
        @Nullable String who,
        @Nullable String value,
        @Nullable List<String> operations,
        @Nullable String target,
        @Nullable String shareName,
        @Nullable Integer maxQos,
        @Nullable String note,
        @Nullable String back) {
    private static final int MOST = 2;
    private static final String TESTER = "/access/test?";

    static RuleForm of(RuleReport report, long version) {
        RuleInput rule = report.rule();
        return new RuleForm(
                report.id(),
                report.position(),
                version,
                rule.enabled(),
                rule.allow() ? "allow" : "deny",
                rule.who(),
                rule.value(),
                rule.operations(),
                rule.target(),
                rule.shareName(),
                rule.maxQos(),
                rule.note(),
                null);
    }

    /** A new rule, with what a link has filled in. */
    RuleForm asNew(long now) {
        return new RuleForm(
                null,
                position,
                now,
                true,
                decision == null ? "allow" : decision,
                who == null ? "user" : who,
                value,
                operations,
                target,
                shareName,
                maxQos == null ? MOST : maxQos,
                note,
                back);
    }

    public boolean isNew() {
        return id == null || id == 0;
    }

    public boolean has(String operation) {
        return operations != null && operations.contains(operation);
    }

    RuleInput input() {
        return new RuleInput(
                Boolean.TRUE.equals(enabled),
                !"deny".equals(decision),
                text(who),
                text(value),
                operations == null ? List.of() : operations,
                text(target),
                shareName,
                maxQos == null ? MOST : maxQos,
                text(note));
    }

    RuleEdit edit() {
        return isNew()
                ? RuleEdit.add(position == null ? Integer.MAX_VALUE : position, input())
                : RuleEdit.change(id == null ? 0 : id, input());
    }

    long askedVersion() {
        return version == null ? RuleTable.ANY_VERSION : version;
    }

    /** Where to go when it is saved. */
    String next() {
        return back != null && back.startsWith(TESTER) ? "redirect:" + back : "redirect:/access/rules";
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
