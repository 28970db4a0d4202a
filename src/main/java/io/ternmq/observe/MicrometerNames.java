package io.ternmq.observe;

/** How the broker's metrics are called among Micrometer's meters, and how they are told from those of the JVM there. */
final class MicrometerNames {
    private static final String PREFIX = "ternmq.";

    private MicrometerNames() {}

    static String of(String metric) {
        return PREFIX + metric.replace('_', '.');
    }

    /** Whether the Prometheus registry's name is that of a broker's metric. */
    static boolean isBroker(String prometheusName) {
        return prometheusName.startsWith("ternmq_");
    }
}
