package io.ternmq.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes {@code docs/conformance.md}. */
final class ConformancePage {

    private static final String HEAD = """
            # Conformance

            Every normative statement of [MQTT 5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html) and of
            [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html), by its number in appendix B of the
            specification, in a few words of our own, with the tests that show it. The tests speak to a running broker over
            sockets; where only a test of a part shows a statement, that test is named.

            This page is written by the build from the tests' annotations, and the build fails when it is out of date or when a
            statement that concerns a server has no test. After a change of the tests write it anew with
            `./mvnw test -Dtest=ConformancePageTest -Dternmq.conformance.write=true`.
            """;

    private ConformancePage() {}

    static String text() {
        Map<String, TreeSet<String>> tests = Catalogue.testsByStatement();
        StringBuilder page = new StringBuilder(HEAD);
        section(page, "MQTT 5.0", Catalogue.statements("MQTT5-", "mqtt5.tsv"), tests);
        section(page, "MQTT 3.1.1", Catalogue.statements("MQTT311-", "mqtt311.tsv"), tests);
        return page.toString();
    }

    private static void section(
            StringBuilder page,
            String title,
            List<Catalogue.Statement> statements,
            Map<String, TreeSet<String>> tests) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| statement | in short | concerns | tests |\n|---|---|---|---|\n");
        for (Catalogue.Statement statement : statements) {
            SortedSet<String> names = tests.getOrDefault(statement.id(), new TreeSet<>());
            page.append("| ")
                    .append(statement.id().replaceFirst("^MQTT[0-9]+-", "MQTT-"))
                    .append(" | ")
                    .append(statement.words())
                    .append(" | ")
                    .append(statement.concernsServer() ? "server" : "client only")
                    .append(" | ")
                    .append(cell(names))
                    .append(" |\n");
        }
    }

    /** The tests of a statement, those over sockets if there are any, grouped by class. */
    private static String cell(SortedSet<String> names) {
        List<String> overSockets = names.stream()
                .filter(name -> name.startsWith("conformance.") || name.startsWith("integration."))
                .toList();
        List<String> shown = overSockets.isEmpty() ? List.copyOf(names) : overSockets;
        List<String> cells = new ArrayList<>();
        String lastClass = "";
        for (String name : shown) {
            String type = name.substring(0, name.lastIndexOf('.'));
            String method = name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
            String label = type.replaceFirst("^conformance\\.", "");
            cells.add(type.equals(lastClass) ? method : "`" + label + "`: " + method);
            lastClass = type;
        }
        return String.join("; ", cells);
    }
}
