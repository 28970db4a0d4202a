package io.ternmq.admin.rights;

import io.ternmq.admin.rights.RefusedChangeException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user may be called and the like. */
final class UserChecks {
    private static final int MAX_NAME = 256;
    private static final int MAX_PASSWORD = 1024;
    private static final int MAX_GROUPS = 64;
    private static final int MAX_NOTE = 1000;

    private final List<Problem> problems = new ArrayList<>();

    private UserChecks() {}

    /** What is wrong; empty when nothing is. */
    static List<Problem> problems(String name, UserInput input) {
        UserChecks checks = new UserChecks();
        checks.name(name);
        checks.password(input.password());
        checks.groups(input.groups());
        if (input.note().length() > MAX_NOTE) {
            checks.add("note", "The note is longer than " + MAX_NOTE + " characters.");
        }
        return checks.problems;
    }

    /** @throws RefusedChangeException when something is wrong */
    static void require(String name, UserInput input) {
        List<Problem> problems = problems(name, input);
        if (!problems.isEmpty()) {
            throw RefusedChangeException.invalid(problems);
        }
    }

    /** Each once, without blanks around. */
    static List<String> tidy(List<String> groups) {
        LinkedHashSet<String> tidy = new LinkedHashSet<>();
        groups.stream().map(String::strip).filter(group -> !group.isEmpty()).forEach(tidy::add);
        return List.copyOf(tidy);
    }

    private void name(String name) {
        if (name.isEmpty()) {
            add("name", "A user needs a name.");
        } else if (name.length() > MAX_NAME) {
            add("name", "The name is longer than " + MAX_NAME + " characters.");
        } else if (hasControl(name)) {
            add("name", "The name has a control character in it.");
        } else if (!name.equals(name.strip())) {
            add("name", "The name begins or ends with a blank.");
        }
    }

    private void password(@Nullable String password) {
        if (password != null && password.isEmpty()) {
            add("password", "The password is empty.");
        } else if (password != null && password.length() > MAX_PASSWORD) {
            add("password", "The password is longer than " + MAX_PASSWORD + " characters.");
        }
    }

    private void groups(List<String> groups) {
        if (groups.size() > MAX_GROUPS) {
            add("groups", "There are more than " + MAX_GROUPS + " groups.");
        }
        for (String group : groups) {
            if (group.length() > MAX_NAME || hasControl(group) || group.contains(",") || group.contains(";")) {
                add(
                        "groups",
                        "A group has at most " + MAX_NAME
                                + " characters, and no comma, semicolon or control character among them.");
                return;
            }
        }
    }

    private static boolean hasControl(String text) {
        return text.codePoints()
                .anyMatch(
                        c -> Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private void add(String field, String sentence) {
        problems.add(new Problem(field, sentence));
    }
}
