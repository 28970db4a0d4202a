package io.ternmq.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void what_clients_say_can_forge_no_line() {
        assertThat(LogText.of("a\r\nWARN b\u2028\u0000\u001b[31m"))
                .isEqualTo("a\\u000d\\u000aWARN b\\u2028\\u0000\\u001b[31m");
    }

    @Test
    void directions_are_not_turned() {
        assertThat(LogText.of("x\u202Ey")).isEqualTo("x\\u202ey");
    }

    @Test
    void letters_of_all_languages_stay() {
        assertThat(LogText.of("Grüße, 日本, 😀")).isEqualTo("Grüße, 日本, 😀");
    }

    @Test
    void long_names_are_cut() {
        assertThat(LogText.of("x".repeat(65_535))).hasSize(201).endsWith("…");
    }
}
