package io.ternmq.observe;

import io.ternmq.observe.Metric.Label;
import io.ternmq.observe.Metric.Value;
import java.util.List;
import java.util.Locale;

/** Writes metrics in Prometheus' text format, as VerneMQ writes them: the node first among the labels. */
public final class PrometheusText {
    /** The media type of what is written. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int CHARACTERS_PER_METRIC = 200;

    private PrometheusText() {}

    /**
     * The metrics as text.
     *
     * @param namespace what stands before each name, for instance {@code vernemq_}
     */
    public static String write(String namespace, String node, List<Metric> metrics) {
        StringBuilder text = new StringBuilder(metrics.size() * CHARACTERS_PER_METRIC);
        String nodeLabel = "{node=\"" + escape(node) + '"';
        for (Metric metric : metrics) {
            String name = namespace + metric.name();
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(metric.help())
                    .append('\n');
            text.append("# TYPE ").append(name).append(' ');
            text.append(metric.type().name().toLowerCase(Locale.ROOT)).append('\n');
            for (Value value : metric.values()) {
                append(text.append(name).append(value.suffix()).append(nodeLabel), value);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Value value) {
        for (Label label : value.labels()) {
            text.append(',')
                    .append(label.name())
                    .append("=\"")
                    .append(escape(label.value()))
                    .append('"');
        }
        text.append("} ").append(value.text()).append('\n');
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
