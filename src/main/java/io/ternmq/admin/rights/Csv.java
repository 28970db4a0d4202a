package io.ternmq.admin.rights;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as in RFC 4180. A cell that a spreadsheet would take for a formula is written with an apostrophe before
 * it, which is taken away when it is read again.
 */
final class Csv {
    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\t\r].*", Pattern.DOTALL);
    private static final Pattern TO_QUOTE = Pattern.compile("[\",\r\n]");

    private final String text;
    private int at;
    private int line = 1;

    private Csv(String text) {
        this.text = text;
    }

    /**
     * A row that was read.
     *
     * @param line where it begins, from 1
     * @param problem null when it could be read
     */
    record Row(int line, List<String> cells, @Nullable String problem) {}

    /** The rows of a text, empty lines left out; at most so many. */
    static List<Row> read(String text, int limit) {
        Csv csv = new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<Row> rows = new ArrayList<>();
        while (csv.at < csv.text.length() && rows.size() < limit) {
            Row row = csv.row();
            if (row.problem() != null
                    || row.cells().size() > 1
                    || !row.cells().get(0).isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** A line with its end. */
    static String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        return line.append("\r\n").toString();
    }

    private static String cell(String value) {
        String safe = FORMULA.matcher(value).matches() ? "'" + value : value;
        return TO_QUOTE.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private static String meant(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell).matches() ? cell.substring(1) : cell;
    }

    private Row row() {
        int first = line;
        List<String> cells = new ArrayList<>();
        while (true) {
            String cell = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
            if (cell == null) {
                skipLine();
                return new Row(first, cells, "has a quotation mark that isn't closed, or something after a closed one");
            }
            cells.add(meant(cell));
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
            } else {
                skipLine();
                return new Row(first, cells, null);
            }
        }
    }

    private String plain() {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && !isEndOfLine()) {
            at++;
        }
        return text.substring(from, at);
    }

    /** Null when it isn't as it should be. */
    private @Nullable String quoted() {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                line += c == '\n' ? 1 : 0;
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append(text.charAt(at++));
            } else {
                return at == text.length() || text.charAt(at) == ',' || isEndOfLine() ? cell.toString() : null;
            }
        }
        return null;
    }

    private boolean isEndOfLine() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
        at++;
        line++;
    }
}
