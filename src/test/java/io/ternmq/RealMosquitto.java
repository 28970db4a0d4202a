package io.ternmq;

import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real Mosquitto on this machine's loopback that is a bridge to another broker, and clients of it. */
final class RealMosquitto implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Process process;
    private final Path log;
    private final List<RawMqttClient> clients = new ArrayList<>();

    private RealMosquitto(int port, Process process, Path log) {
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /**
     * One that runs, with a connection named {@code edge}, client id and user name {@code edge}.
     *
     * @param remotePort of the broker that it connects to
     * @param lines of the connection, as in mosquitto.conf
     */
    static RealMosquitto bridgingTo(int remotePort, Path folder, String... lines) throws IOException {
        Path program = program();
        int port = FreePort.next();
        Path log = folder.resolve("mosquitto.log");
        List<String> config = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                "allow_anonymous true",
                "persistence false",
                "log_dest stderr",
                "log_type all",
                "connection edge",
                "address 127.0.0.1:" + remotePort,
                "remote_clientid edge",
                "remote_username edge",
                "restart_timeout 1"));
        config.addAll(List.of(lines));
        Path file = Files.write(folder.resolve("mosquitto.conf"), config);
        Process process = new ProcessBuilder(program.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RealMosquitto mosquitto = new RealMosquitto(port, process, log);
        await().atMost(PATIENCE).until(mosquitto::isListening);
        return mosquitto;
    }

    private static Path program() {
        String known = System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(known.split(":"))
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    Assumptions.abort("mosquitto (the broker) is not installed, so no real bridge was tried");
                    throw new IllegalStateException();
                });
    }

    private boolean isListening() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("mosquitto ended: " + log());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What it has written so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Returns when it has written that. */
    void awaitLog(String text) {
        await().atMost(PATIENCE).until(() -> log().contains(text));
    }

    /** A client of it. */
    RawMqttClient client(String clientId) {
        RawMqttClient client =
                new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", port)), MqttVersion.V5);
        clients.add(client);
        client.connect(ConnectPacket.connect(MqttVersion.V5, clientId));
        return client;
    }

    @Override
    public void close() {
        clients.forEach(RawMqttClient::close);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
