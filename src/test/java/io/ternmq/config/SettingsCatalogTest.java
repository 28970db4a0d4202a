package io.ternmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsCatalogTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void the_reference_page_says_what_the_declarations_say() throws IOException {
        String page = SettingsPage.markdown();
        if (Boolean.getBoolean("ternmq.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
                .as("write it anew with: ./mvnw test -Dtest=SettingsCatalogTest -Dternmq.docs.write=true")
                .isEqualTo(page);
    }

    @Test
    void every_default_and_bound_can_be_read() {
        for (SettingsCatalog.Entry entry : SettingsCatalog.all().entries()) {
            Setting declaration = entry.declaration();
            for (String text : List.of(declaration.byDefault(), declaration.min(), declaration.max())) {
                if (!text.isEmpty()) {
                    assertThat(Conversion.value(entry, List.of(text)))
                            .as(entry.key())
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void every_setting_has_a_default_may_be_empty_or_belongs_to_a_listener_of_ones_own() {
        assertThat(SettingsCatalog.all().entries())
                .filteredOn(entry -> entry.declaration().byDefault().isEmpty()
                        && !entry.nullable()
                        && !entry.isList()
                        && entry.valueType() != String.class)
                .extracting(SettingsCatalog.Entry::key)
                .containsExactly("ternmq.listeners.<name>.kind", "ternmq.listeners.<name>.port");
    }

    @Test
    void every_setting_is_documented_in_whole_sentences() {
        assertThat(SettingsCatalog.all().entries())
                .allSatisfy(entry ->
                        assertThat(entry.declaration().doc()).endsWith(".").hasSizeGreaterThan(10));
    }

    @Test
    void no_two_settings_are_written_alike() {
        Set<String> seen = new HashSet<>();
        assertThat(SettingsCatalog.all().entries()).allMatch(entry -> seen.add(entry.key()));
        assertThat(SettingsCatalog.all().find("TERNMQ.LISTENERS.any.TLS.KEYPASSWORD"))
                .isEqualTo(SettingsCatalog.all().find("ternmq.listeners.<name>.tls.key-password"));
        assertThat(SettingsCatalog.all().find("ternmq.listeners.any")).isNull();
    }

    @Test
    void a_value_is_written_as_it_is_read() {
        for (SettingsCatalog.Entry entry : SettingsCatalog.all().entries()) {
            String text = entry.declaration().byDefault();
            if (!text.isEmpty()) {
                Object value = Conversion.value(entry, List.of(text));
                assertThat(Conversion.value(entry, List.of(Conversion.text(value))))
                        .as(entry.key())
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void what_is_said_of_vernemqs_keys_is_so() throws IOException {
        Set<String> keys =
                new HashSet<>(Files.readAllLines(Path.of("src", "test", "resources", "vernemq", "keys.txt")));
        // Gone since VerneMQ 2.0, but in files of older ones.
        keys.add("allow_multiple_sessions");
        for (SettingsCatalog.Entry entry : SettingsCatalog.all().entries()) {
            for (String key : entry.vernemqKeys()) {
                assertThat(List.of("tcp", "ssl", "ws", "wss"))
                        .as(entry.key() + " as " + key)
                        .anyMatch(kind ->
                                keys.contains(key.replace("<kind>", kind).replace("<name>", "$name")));
            }
        }
    }
}
