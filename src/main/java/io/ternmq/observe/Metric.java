package io.ternmq.observe;

import java.util.List;
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
        GAUGE
    }

    /** A name and a value that tell values of one metric apart. */
    public record Label(String name, String value) {}

    /** A value with its labels. */
    public record Value(List<Label> labels, long value) {}

    static Metric counter(String name, String help, long value) {
        return new Metric(name, Type.COUNTER, help, List.of(new Value(List.of(), value)));
    }

    static Metric gauge(String name, String help, long value) {
        return new Metric(name, Type.GAUGE, help, List.of(new Value(List.of(), value)));
    }

    /** The sum over all labels. */
    public long total() {
        return values.stream().mapToLong(Value::value).sum();
    }

    @Override
    public String toString() {
        return name + values.stream().map(value -> " " + value.value()).collect(Collectors.joining());
    }
}
