package io.ternmq.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the reference page of all settings, in Markdown. */
public final class SettingsPage {
    private static final String INTRODUCTION = """
            # Configuration

            <!-- Made from the declarations in io.ternmq.config; a test says how to make it anew. -->

            Every setting can be given on the command line (`--ternmq.listeners.default.port=1884`), as an environment variable
            (`TERNMQ_LISTENERS_DEFAULT_PORT=1884`: capitals, and underscores for dots and dashes) or in an `application.yml` or
            `application.properties` in the working directory or its `config` folder:

            ```yaml
            ternmq:
              data-dir: /var/lib/ternmq
              access:
                password-file: /etc/ternmq/passwd
              listeners:
                default:
                  host: 127.0.0.1
                tls:
                  kind: ssl
                  port: 8883
                  tls:
                    certificate: /etc/ternmq/tls/server.crt
                    key: /etc/ternmq/tls/server.key
            ```

            The command line goes before environment variables, and those before files. An empty value is as good as none. What
            is wrong or unknown below `ternmq` stops the start with a line that says what it is, where it stands, and what may
            have been meant. Settings that are marked *live* can be changed while the node runs; the others take effect at a
            start.

            - A span of time is a number with its unit: `500ms`, `20s`, `5m`, `1h`, `1d`. Where *never* or *client* is allowed, the
              units are `s`, `h`, `d`, `w`, `m` (28 days) and `y` (48 weeks), and a plain number is seconds, as in VerneMQ.
            - An amount of data is a number with its unit: `512B`, `64KB`, `1MB`, `1GB`; a plain number is bytes.
            - A list has commas between its elements, or is a list in YAML.
            - Words such as `prefer_local` may be written in any case and with dashes.

            Settings of the web server, such as `server.port` (8888: console, status, HTTP API, metrics), are
            [Spring Boot's](https://docs.spring.io/spring-boot/appendix/application-properties/index.html). The last column names
            VerneMQ's setting for the same.
            """;

    private SettingsPage() {}

    /** The page as it should be. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (SettingsCatalog.Group group : SettingsCatalog.all().groups()) {
            page.append("\n## `").append(group.key()).append("`\n\n");
            page.append(group.sentence()).append("\n\n");
            page.append("| Setting | Default | Values | Live | Meaning | VerneMQ |\n|---|---|---|---|---|---|\n");
            group.entries().forEach(entry -> page.append(row(group, entry)));
        }
        return page.toString();
    }

    private static String row(SettingsCatalog.Group group, SettingsCatalog.Entry entry) {
        Setting declaration = entry.declaration();
        String name = entry.key().substring(group.key().length() + 1);
        return List.of(
                        code(name),
                        byDefault(entry),
                        values(entry),
                        declaration.live() ? "yes" : "",
                        declaration.doc().replace("|", "\\|"),
                        entry.vernemqKeys().stream().map(SettingsPage::code).collect(Collectors.joining(", ")))
                .stream()
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String byDefault(SettingsCatalog.Entry entry) {
        String written = entry.declaration().byDefault();
        if (!written.isEmpty()) {
            return code(written);
        } else if (entry.key().equals(SettingsCatalog.PREFIX + ".node-name")) {
            return "the host's name";
        }
        boolean mayBeEmpty = entry.isList() || entry.nullable() || entry.valueType() == String.class;
        return mayBeEmpty ? "none" : "must be given";
    }

    private static String values(SettingsCatalog.Entry entry) {
        Setting declaration = entry.declaration();
        List<String> words = new ArrayList<>();
        if (!entry.choices().isEmpty()) {
            words.add(entry.choices().stream().map(SettingsPage::code).collect(Collectors.joining(", ")));
        } else {
            words.add(typeWords(entry.valueType()));
        }
        if (entry.isList()) {
            words.add(0, "list of");
        }
        if (!declaration.min().isEmpty() && !declaration.max().isEmpty()) {
            words.add(code(declaration.min()) + " to " + code(declaration.max()));
        } else if (!declaration.min().isEmpty()) {
            words.add("from " + code(declaration.min()));
        }
        return String.join(" ", words);
    }

    private static String typeWords(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long" -> "number";
            case "boolean" -> "`true`, `false`";
            case "Duration" -> "time";
            case "DataSize" -> "data";
            case "Path" -> "path";
            case "Expiry" -> "`never` or time";
            case "WillDelay" -> "`client` or time";
            default -> "text";
        };
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
