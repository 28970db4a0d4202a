package io.ternmq.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void a_harmless_name_is_shown_as_it_is() {
        String name = "sensor-7/küche ✓ 温度 😀";
        assertThat(Names.escape(name)).isSameAs(name);
    }

    @Test
    void no_name_is_a_dash() {
        assertThat(Names.escape(null)).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\rb",
                "a\u001b[31mb",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "a\u200bb",
                "a\ud800b",
                "a\u0000b"
            })
    void what_moves_breaks_or_hides_is_written_out(String name) {
        assertThat(Names.escape(name)).matches("a\\\\u[0-9a-f]{4}.*b");
    }

    @Test
    void a_character_outside_the_basic_plane_is_written_out_whole() {
        assertThat(Names.escape("a\uDB40\uDC01b")).isEqualTo("a\\U000e0001b");
    }

    @Test
    void different_names_stay_different() {
        assertThat(Names.escape("a\nb")).isNotEqualTo(Names.escape("a\\u000ab"));
    }

    @Test
    void a_long_name_is_cut_between_characters_and_tells_its_length() {
        String name = "x".repeat(Names.MAX_SHOWN - 1) + "😀" + "y".repeat(60_000);
        assertThat(Names.escape(name))
                .startsWith("x".repeat(Names.MAX_SHOWN - 1) + "…")
                .endsWith("(" + name.length() + " characters)")
                .hasSizeLessThan(Names.MAX_SHOWN + 40);
    }
}
