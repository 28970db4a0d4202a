package io.ternmq.conformance.harness;

import io.ternmq.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings a test broker is started with: free ports, a new data directory, and what the test adds. */
public final class BrokerSettings {

    private final Map<String, String> values = new LinkedHashMap<>();
    private final int tcpPort = FreePort.next();
    private final int webSocketPort = FreePort.next();
    private final int httpPort = FreePort.next();

    private BrokerSettings() {
        try {
            Path data = Files.createTempDirectory("ternmq-test");
            with("ternmq.data-dir", data.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        with("ternmq.listeners.default.port", tcpPort);
        with("ternmq.listeners.default.host", "127.0.0.1");
        with("ternmq.listeners.websocket.port", webSocketPort);
        with("ternmq.listeners.websocket.host", "127.0.0.1");
        with("server.port", httpPort);
        with("server.address", "127.0.0.1");
    }

    public static BrokerSettings defaults() {
        return new BrokerSettings();
    }

    public BrokerSettings with(String key, Object value) {
        values.put(key, value.toString());
        return this;
    }

    public int tcpPort() {
        return tcpPort;
    }

    public int webSocketPort() {
        return webSocketPort;
    }

    public int httpPort() {
        return httpPort;
    }

    /** The ports of all listeners. */
    public List<Integer> listenerPorts() {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matches("ternmq\\.listeners\\.[^.]+\\.port"))
                .map(entry -> Integer.parseInt(entry.getValue()))
                .toList();
    }

    /** The settings as command line arguments. */
    public List<String> arguments() {
        return values.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
