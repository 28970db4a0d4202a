package io.ternmq.observe;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One metric with its values now.
 *
 * @param name as VerneMQ calls it, without a namespace
 */
public record Metric(String name, Type type, String help, List<Value> values) {

    /** Whether it only rises. */
    public enum Type {
        COUNTER,
        GAUGE,
        /** How often values came in classes, how often at all, and their sum. */
        HISTOGRAM
    }

    /** A name and a value that tell values of one metric apart. */
    public record Label(String name, String value) {}

    /**
     * A value with its labels.
     *
     * @param suffix what stands behind the metric's name; empty but for histograms
     * @param value in units of the last of so many decimals
     */
    public record Value(String suffix, List<Label> labels, long value, int decimals) {
        Value(List<Label> labels, long value) {
            this("", labels, value, 0);
        }

        /** The value as a decimal number. */
        String text() {
            return decimals == 0 ? Long.toString(value) : decimal(value, decimals);
        }
    }

    static Metric counter(String name, String help, long value) {
        return new Metric(name, Type.COUNTER, help, List.of(new Value(List.of(), value)));
    }

    static Metric gauge(String name, String help, long value) {
        return new Metric(name, Type.GAUGE, help, List.of(new Value(List.of(), value)));
    }

    /** A number in units of the last of so many decimals, without zeros at its end. */
    static String decimal(long value, int decimals) {
        return value == 0
                ? "0"
                : BigDecimal.valueOf(value, decimals).stripTrailingZeros().toPlainString();
    }

    /** The sum over all labels. */
    public long total() {
        return values.stream().mapToLong(Value::value).sum();
    }

    /** For those who have no labels: the sum over them by the metric's name; of a histogram, count and sum by theirs. */
    Map<String, String> totals() {
        if (type != Type.HISTOGRAM) {
            return Map.of(name, Long.toString(total()));
        }
        Map<String, String> totals = new LinkedHashMap<>();
        values.stream()
                .filter(value -> value.labels().isEmpty())
                .forEach(value -> totals.put(name + value.suffix(), value.text()));
        return totals;
    }

    @Override
    public String toString() {
        return name + values.stream().map(value -> " " + value.text()).collect(Collectors.joining());
    }
}
