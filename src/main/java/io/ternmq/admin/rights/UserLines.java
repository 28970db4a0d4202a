package io.ternmq.admin.rights;

import io.ternmq.admin.rights.Csv.Row;
import io.ternmq.admin.rights.ImportReport.LineProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Users as lines of comma-separated values: what can be read of them, and all that is wrong. */
final class UserLines {
    static final int MAX_LINES = 20_000;
    /** A password takes long to hash, and somebody waits for the answer. */
    static final int MAX_PASSWORDS = 200;

    static final List<String> COLUMNS = List.of("name", "password", "hash", "scram", "groups", "disabled", "note");

    private static final Set<String> YES = Set.of("true", "yes", "1");
    private static final Set<String> NO = Set.of("false", "no", "0", "");

    private final Predicate<String> isHash;
    private final List<UserLine> lines = new ArrayList<>();
    private final List<LineProblem> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private Map<String, Integer> columns = Map.of();

    private UserLines(Predicate<String> isHash) {
        this.isHash = isHash;
    }

    /** A user that was read; of password and hash one at the most. */
    record UserLine(
            String name,
            @Nullable String password,
            @Nullable String hash,
            @Nullable String scram,
            List<String> groups,
            boolean disabled,
            String note) {
        @Override
        public String toString() {
            return "UserLine[" + name + "]";
        }
    }

    /** @param isHash whether a text is a hash that the broker can check */
    static UserLines read(String text, Predicate<String> isHash) {
        UserLines users = new UserLines(isHash);
        List<Row> rows = Csv.read(text, MAX_LINES + 2);
        if (rows.isEmpty()) {
            users.problem(1, "There is nothing in it.");
        } else if (rows.size() > MAX_LINES + 1) {
            users.problem(MAX_LINES + 2, "There are more than " + MAX_LINES + " users; import them in parts.");
        } else if (users.header(rows.get(0))) {
            rows.subList(1, rows.size()).forEach(users::user);
            users.countPasswords();
        }
        return users;
    }

    List<UserLine> lines() {
        return lines;
    }

    List<LineProblem> problems() {
        return problems;
    }

    private boolean header(Row row) {
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < row.cells().size(); i++) {
            String column = row.cells().get(i).strip().toLowerCase(Locale.ROOT);
            if (!COLUMNS.contains(column) || found.put(column, i) != null) {
                problem(row.line(), "The first line names the columns, each once: " + String.join(", ", COLUMNS) + ".");
                return false;
            }
        }
        if (!found.containsKey("name")) {
            problem(row.line(), "The first line names the columns, and the column name has to be among them.");
            return false;
        }
        columns = found;
        return true;
    }

    private void user(Row row) {
        if (row.problem() != null) {
            problem(row.line(), "The line " + row.problem() + ".");
            return;
        }
        if (row.cells().size() > columns.size()) {
            problem(row.line(), "The line has more cells than there are columns.");
            return;
        }
        String disabled = cell(row, "disabled").strip().toLowerCase(Locale.ROOT);
        UserLine user = new UserLine(
                cell(row, "name"),
                filled(cell(row, "password")),
                filled(cell(row, "hash")),
                filled(cell(row, "scram")),
                UserChecks.tidy(Arrays.asList(cell(row, "groups").split(";", -1))),
                YES.contains(disabled),
                cell(row, "note"));
        if (!YES.contains(disabled) && !NO.contains(disabled)) {
            problem(row.line(), "Disabled is true or false.");
        }
        check(row, user);
        lines.add(user);
    }

    private void check(Row row, UserLine user) {
        UserChecks.problems(user.name(), new UserInput(user.password(), user.groups(), user.disabled(), user.note()))
                .forEach(problem -> problem(row.line(), problem.sentence()));
        if (!names.add(user.name())) {
            problem(row.line(), "The user stands in a line before already.");
        }
        if (user.password() != null && (user.hash() != null || user.scram() != null)) {
            problem(row.line(), "There is a password and a hash; only one of them can be meant.");
        }
        if (user.hash() != null && !isHash.test(user.hash()) || user.scram() != null && !isHash.test(user.scram())) {
            problem(row.line(), "The hash is of no kind that is known here.");
        }
    }

    private void countPasswords() {
        long passwords = lines.stream().filter(user -> user.password() != null).count();
        if (passwords > MAX_PASSWORDS) {
            problem(
                    1,
                    "There are more than " + MAX_PASSWORDS
                            + " passwords, which would take long to hash; give their hashes instead, or import them in parts.");
        }
    }

    private String cell(Row row, String column) {
        Integer index = columns.get(column);
        return index == null || index >= row.cells().size() ? "" : row.cells().get(index);
    }

    private static @Nullable String filled(String cell) {
        return cell.isEmpty() ? null : cell;
    }

    private void problem(int line, String sentence) {
        problems.add(new LineProblem(line, sentence));
    }
}
