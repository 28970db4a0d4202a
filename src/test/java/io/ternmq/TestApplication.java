package io.ternmq;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the whole application in the test's JVM, as {@link TernMq#main} does but without exiting when it fails. */
public final class TestApplication {

    private TestApplication() {}

    /** Starts the application; closing the context stops it. */
    public static ConfigurableApplicationContext run(String... arguments) {
        return TernMq.application(System.nanoTime()).run(arguments);
    }

    /** Starts it with HTTP and one tcp listener on free ports of this machine, and what else is asked for. */
    public static ConfigurableApplicationContext runOn(Path data, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--ternmq.data-dir=" + data,
                "--ternmq.listeners.default.kind=tcp",
                "--ternmq.listeners.default.port=0",
                "--ternmq.listeners.default.host=127.0.0.1",
                "--ternmq.listeners.websocket.enabled=false"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }
}
