package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckerOptionsTest {
    @Test
    void options_are_pairs_with_or_without_an_equals_sign() {
        CheckerOptions options = CheckerOptions.parse(
                "--cycles=200", "--longest-load", "250ms", "--command", "bin/ternmq --x=y", "--owed-from-pubrec=false");
        assertThat(options.cycles()).isEqualTo(200);
        assertThat(options.longestLoad()).isEqualTo(Duration.ofMillis(250));
        assertThat(options.command()).isEqualTo("bin/ternmq --x=y");
        assertThat(options.owedFromPubrec()).isFalse();
        assertThat(options.level()).isEqualTo("process");
    }

    @Test
    void an_unknown_option_or_one_without_a_value_is_refused() {
        assertThatThrownBy(() -> CheckerOptions.parse("--cycle=3")).hasMessageContaining("no option cycle");
        assertThatThrownBy(() -> CheckerOptions.parse("--cycles")).hasMessageContaining("without a value");
        assertThatThrownBy(() -> CheckerOptions.parse("--quiet=soon")).hasMessageContaining("no time");
    }
}
