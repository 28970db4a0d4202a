package io.ternmq.access.database;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** In what the databases differ. */
enum Dialect {
    H2("$"),
    POSTGRESQL("$"),
    MYSQL("?");

    private final String marker;

    Dialect(String marker) {
        this.marker = marker;
    }

    /**
     * @param driver as a URL names it
     * @throws IllegalArgumentException for others
     */
    static Dialect ofDriver(String driver) {
        return switch (driver) {
            case "h2" -> H2;
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            default ->
                throw new IllegalArgumentException("has a driver that is none of postgresql, mariadb, mysql and h2");
        };
    }

    /** Where the scripts lie that make the tables. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The statement with the markers of the database in the place of question marks. */
    String marked(String sql) {
        if (marker.equals("?")) {
            return sql;
        }
        StringBuilder marked = new StringBuilder(sql.length() + 16);
        int number = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '?') {
                marked.append(marker).append(++number);
            } else {
                marked.append(c);
            }
        }
        return marked.toString();
    }

    /** Makes the row; an error when there is one with the same key. */
    static String insert(String table, String... columns) {
        return "INSERT INTO %s (%s) VALUES (%s)".formatted(table, String.join(", ", columns), marks(columns));
    }

    private static String marks(String... columns) {
        return Arrays.stream(columns).map(column -> "?").collect(Collectors.joining(", "));
    }

    /** Makes the row, or puts it in the place of the one with the same key, which is the first column. */
    String upsert(String table, String... columns) {
        List<String> others = List.of(columns).subList(1, columns.length);
        return switch (this) {
            case H2 ->
                "MERGE INTO %s (%s) KEY (%s) VALUES (%s)"
                        .formatted(table, String.join(", ", columns), columns[0], marks(columns));
            case POSTGRESQL ->
                "%s ON CONFLICT (%s) DO UPDATE SET %s"
                        .formatted(insert(table, columns), columns[0], assigned(others, "%1$s = EXCLUDED.%1$s"));
            case MYSQL ->
                "%s ON DUPLICATE KEY UPDATE %s"
                        .formatted(insert(table, columns), assigned(others, "%1$s = VALUES(%1$s)"));
        };
    }

    private static String assigned(List<String> columns, String how) {
        return columns.stream().map(how::formatted).collect(Collectors.joining(", "));
    }
}
