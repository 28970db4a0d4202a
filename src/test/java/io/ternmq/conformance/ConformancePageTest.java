package io.ternmq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Catalogue.RowList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every statement and every row of the checklists is accounted for, and the pages that say so are up to date. */
class ConformancePageTest {

    private static final Path PAGE = Path.of("docs", "conformance.md");
    private static final Path DIFFERENCES = Path.of("docs", "migrating-from-vernemq.md");

    private static List<Catalogue.Statement> statements() {
        return Stream.concat(
                        Catalogue.statements("MQTT5-", "mqtt5.tsv").stream(),
                        Catalogue.statements("MQTT311-", "mqtt311.tsv").stream())
                .toList();
    }

    @Test
    void all_statements_of_both_specifications_are_listed_once() {
        List<String> ids = statements().stream().map(Catalogue.Statement::id).toList();
        assertThat(ids).hasSize(251 + 141).doesNotHaveDuplicates();
    }

    @Test
    void tests_name_only_statements_that_exist() {
        Set<String> known = statements().stream().map(Catalogue.Statement::id).collect(Collectors.toSet());
        assertThat(known).containsAll(Catalogue.testsByStatement().keySet());
    }

    @Test
    void every_statement_that_concerns_a_server_has_a_test() {
        Set<String> shown = Catalogue.testsByStatement().keySet();
        List<String> without = statements().stream()
                .filter(Catalogue.Statement::concernsServer)
                .map(Catalogue.Statement::id)
                .filter(id -> !shown.contains(id))
                .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void the_page_is_up_to_date() throws IOException {
        String text = ConformancePage.text();
        if (Boolean.getBoolean("ternmq.conformance.write")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE)
                .content()
                .as("write it anew with -Dternmq.conformance.write=true")
                .isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void every_row_of_a_list_is_there_in_order(RowList list) {
        List<Catalogue.Row> rows = Catalogue.rows(list);
        assertThat(rows).hasSize(list.size);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).number()).isEqualTo(i + 1);
            assertThat(rows.get(i).status()).matches("tested|difference|later: [a-z]+");
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_row_that_counts_as_tested_has_a_test(RowList list) {
        Map<Integer, TreeSet<String>> tests = Catalogue.testsByRow(list);
        List<Integer> tested = Catalogue.rows(list).stream()
                .filter(row -> row.status().equals("tested"))
                .map(Catalogue.Row::number)
                .toList();
        assertThat(tests.keySet()).containsAll(tested).allMatch(row -> row >= 1 && row <= list.size);
    }

    /** In a table of the page; rows of lists other than the core's have the list's name before the number. */
    @ParameterizedTest
    @EnumSource
    void every_difference_is_explained_to_those_who_migrate(RowList list) throws IOException {
        String text = Files.readString(DIFFERENCES);
        String prefix = list == RowList.CORE ? "| " : "| " + list.name().toLowerCase(Locale.ROOT) + " ";
        assertThat(Catalogue.rows(list))
                .filteredOn(row -> row.status().equals("difference"))
                .allSatisfy(row -> assertThat(text).contains(prefix + row.number() + " |"));
    }
}
