package io.ternmq.protocol;

/** Quality of service. The ordinal is the value on the wire. */
public enum Qos {
    AT_MOST_ONCE,
    AT_LEAST_ONCE,
    EXACTLY_ONCE;

    private static final Qos[] VALUES = values();

    /** The QoS of a wire value; the value must be 0, 1 or 2. */
    public static Qos of(int value) {
        return VALUES[value];
    }

    public int value() {
        return ordinal();
    }

    public Qos min(Qos other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
