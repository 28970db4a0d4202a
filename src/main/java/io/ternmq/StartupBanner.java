package io.ternmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** What the log says when everything is up: what listens where, where the data is, where the console is. */
record StartupBanner(List<String> lines) {
    /** No more lines than fit under the eyes at once; further listeners are counted. */
    private static final int MAX_LINES = 10;

    /**
     * @param beganNanos when the program began
     * @param servingNanos when the MQTT listeners were open
     */
    static StartupBanner of(Broker broker, ApplicationContext context, long beganNanos, long servingNanos) {
        List<String> lines = new ArrayList<>();
        lines.add("TernMQ %s ready after %s, MQTT after %s (process %d, Java %s)"
                .formatted(
                        version(),
                        seconds(System.nanoTime() - beganNanos),
                        seconds(servingNanos - beganNanos),
                        ProcessHandle.current().pid(),
                        Runtime.version().feature()));
        addListeners(lines, broker.listening());
        boolean https = broker.settings().current().console().tls().isOn();
        lines.add("  console   " + consoleAddress(context.getEnvironment(), https));
        lines.add("  data      " + broker.dataDirectory());
        return new StartupBanner(List.copyOf(lines));
    }

    private static void addListeners(List<String> lines, List<String> listening) {
        int room = MAX_LINES - lines.size() - 2;
        int shown = listening.size() <= room ? listening.size() : room - 1;
        listening.stream().limit(shown).forEach(line -> lines.add("  listener  " + line));
        if (shown < listening.size()) {
            lines.add("  listener  and %d more".formatted(listening.size() - shown));
        }
    }

    private static String consoleAddress(Environment environment, boolean https) {
        String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8888"));
        String address = environment.getProperty("server.address", "localhost");
        return "%s://%s:%s/".formatted(https ? "https" : "http", address, port);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }

    private static String version() {
        String version = TernMq.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
