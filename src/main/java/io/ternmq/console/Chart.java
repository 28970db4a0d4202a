package io.ternmq.console;

import io.ternmq.admin.RatePoint;
import io.ternmq.admin.Words;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A line chart of the last minutes, one unit wide per second and {@value #HEIGHT} units high. The page shows it as drawn here
 * until its script takes over, and the script draws the same way.
 *
 * @param top the value at the upper edge, a round number
 */
record Chart(double top, List<Line> lines) {
    /** How many seconds a chart shows. */
    static final int SECONDS = 300;

    static final int HEIGHT = 100;

    private static final int[] FACTORS = {1, 2, 3, 4, 6, 8};

    /** A series: the curve, and the area between it and the ground. */
    record Line(String name, String curve, String area) {}

    /** A series and where its values are. */
    record Series(String name, ToDoubleFunction<RatePoint> value) {}

    /** The value at half height, for the axis. */
    public String middleLabel() {
        return label(top / 2);
    }

    /** The value at the upper edge, for the axis. */
    public String topLabel() {
        return label(top);
    }

    /** Values on the axis are whole or halves, so that one digit after the point is the most that is needed. */
    private static String label(double value) {
        return value == Math.rint(value) ? Words.count((long) value) : Words.rate(value);
    }

    static Chart of(List<RatePoint> points, long nowMillis, List<Series> series) {
        double max = series.stream()
                .flatMapToDouble(one -> points.stream().mapToDouble(one.value()))
                .max()
                .orElse(0);
        double top = roundAbove(max);
        return new Chart(
                top,
                series.stream().map(one -> line(points, nowMillis, one, top)).toList());
    }

    /** The next of 1, 2, 3, 4, 6, 8, 10, 20, 30 … that is no less. */
    private static double roundAbove(double value) {
        double step = 1;
        while (step * 10 < value) {
            step *= 10;
        }
        for (int factor : FACTORS) {
            if (step * factor >= value) {
                return step * factor;
            }
        }
        return step * 10;
    }

    private static Line line(List<RatePoint> points, long nowMillis, Series series, double top) {
        StringBuilder curve = new StringBuilder();
        String first = "";
        String last = "";
        for (RatePoint point : points) {
            double x = SECONDS - (nowMillis - point.atMillis()) / 1000.0;
            double y = HEIGHT - series.value().applyAsDouble(point) / top * HEIGHT;
            last = String.format(Locale.ROOT, "%.1f", x);
            first = first.isEmpty() ? last : first;
            curve.append(curve.isEmpty() ? 'M' : 'L');
            curve.append(last).append(' ').append(String.format(Locale.ROOT, "%.1f", y));
        }
        String area = curve.isEmpty() ? "" : curve + "V" + HEIGHT + "H" + first + "Z";
        return new Line(series.name(), curve.toString(), area);
    }
}
