package io.ternmq.observe;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** What Micrometer knows besides the broker: JVM, process, HTTP server; as Prometheus text. */
@Component
public class ProcessMetricsText {
    private final PrometheusMeterRegistry registry;
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    ProcessMetricsText(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** The text, without the broker's own metrics. */
    public String write() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            writer.write(text, registry.getPrometheusRegistry().scrape(name -> !MicrometerNames.isBroker(name)));
            return text.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail to be written", e);
        }
    }
}
