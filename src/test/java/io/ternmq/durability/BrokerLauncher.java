package io.ternmq.durability;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the broker of a run again and again, on the same port and the same data. */
final class BrokerLauncher {
    /** What the broker's process ends with at a crash point. */
    static final int HALTED = 137;

    private static final String CRASH_PROPERTY = "-Dternmq-test.crash-at=";

    private final List<String> command = new ArrayList<>();
    private final Path log;

    BrokerLauncher(CheckerOptions options, Path work, int port) {
        Path data = work.resolve("data");
        this.log = work.resolve("broker.log");
        for (String word : options.command().trim().split("\\s+")) {
            command.add(word.replace("{port}", Integer.toString(port))
                    .replace("{data}", data.toString())
                    .replace("{level}", options.level()));
        }
        if (options.isTernMq()) {
            command.addAll(settings(data, port));
            if (!options.level().equals("none")) {
                command.add("--ternmq.store.level=" + options.level());
            }
        }
    }

    /** What every TernMQ of these tests is started with: one port of the loopback, queues without limits. */
    static List<String> settings(Path data, int port) {
        return List.of(
                "--ternmq.data-dir=" + data,
                "--ternmq.listeners.default.host=127.0.0.1",
                "--ternmq.listeners.default.port=" + port,
                "--ternmq.listeners.websocket.host=127.0.0.1",
                "--ternmq.listeners.websocket.port=0",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--ternmq.queue.max-online-messages=-1",
                "--ternmq.queue.max-offline-messages=-1",
                "--ternmq.queue.max-online-bytes=0B",
                "--ternmq.queue.max-offline-bytes=0B");
    }

    /** @param crashPoint name and count of the point at which it halts itself; empty for none */
    BrokerProcess launch(String crashPoint) {
        return new BrokerProcess(command, crashPoint.isEmpty() ? List.of() : List.of(CRASH_PROPERTY + crashPoint), log);
    }

    Path log() {
        return log;
    }
}
