package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.admin.RatePoint;
import io.ternmq.console.Chart.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
    private static final long NOW = 1_000_000;
    private static final List<Series> IN = List.of(new Series("in", RatePoint::messagesIn));

    private static RatePoint point(int secondsAgo, double messagesIn) {
        return new RatePoint(NOW - secondsAgo * 1000L, messagesIn, 0, 0, 0);
    }

    @Test
    void now_is_at_the_right_and_the_greatest_value_at_the_top() {
        Chart chart = Chart.of(List.of(point(300, 0), point(150, 50), point(0, 100)), NOW, IN);
        assertThat(chart.lines()).singleElement().satisfies(line -> {
            assertThat(line.curve()).isEqualTo("M0.0 100.0L150.0 50.0L300.0 0.0");
            assertThat(line.area()).isEqualTo("M0.0 100.0L150.0 50.0L300.0 0.0V100H0.0Z");
        });
    }

    @Test
    void without_points_there_is_nothing_to_draw() {
        Chart chart = Chart.of(List.of(), NOW, IN);
        assertThat(chart.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.curve()).isEmpty());
        assertThat(chart.topLabel()).isEqualTo("1");
        assertThat(chart.middleLabel()).isEqualTo("0.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.2|1|0.5",
                "1|1|0.5",
                "2.5|3|1.5",
                "5|6|3",
                "9|10|5",
                "11|20|10",
                "2000.3|3,000|1,500",
                "4800000|6,000,000|3,000,000"
            })
    void the_scale_ends_at_a_round_number(double greatest, String top, String middle) {
        Chart chart = Chart.of(List.of(point(0, greatest)), NOW, IN);
        assertThat(chart.topLabel()).isEqualTo(top);
        assertThat(chart.middleLabel()).isEqualTo(middle);
    }
}
