package io.ternmq.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0.001|<0.1",
                "0.05|0.1",
                "0.94|0.9",
                "3|3",
                "3.04|3",
                "3.14|3.1",
                "9.96|10",
                "10.4|10",
                "1234567.8|1,234,568"
            })
    void rates_are_as_exact_as_one_wants_to_read(double perSecond, String words) {
        assertThat(Words.rate(perSecond)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0 B", "999|999 B", "1000|1.0 KB", "1536|1.5 KB", "10240|10 KB", "1048576|1.0 MB"})
    void sizes_have_the_unit_that_makes_them_short(double bytes, String words) {
        assertThat(Words.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-5|0 s",
                "0|0 s",
                "59|59 s",
                "60|1 min",
                "61|1 min 1 s",
                "3600|1 h",
                "7260|2 h 1 min",
                "86400|1 d",
                "100000|1 d 3 h"
            })
    void spans_have_two_units_at_the_most(long seconds, String words) {
        assertThat(Words.span(Duration.ofSeconds(seconds))).isEqualTo(words);
    }
}
