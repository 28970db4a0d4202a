package io.ternmq.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.harness.BrokerTestCase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mosquitto's command line clients, as the README uses them. Skipped where they are not installed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MosquittoToolsIT extends BrokerTestCase {

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    private static Path tool(String name) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path tool = Path.of(folder, name);
            if (Files.isExecutable(tool)) {
                return tool;
            }
        }
        assumeTrue(false, name + " is not installed; mosquitto-clients and coreutils are needed to run this test");
        throw new IllegalStateException();
    }

    private Process run(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                tool("stdbuf").toString(),
                "--output=L",
                tool(tool).toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(broker().tcp().getPort())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Starts mosquitto_sub and returns when its subscription is acknowledged. */
    private Process subscribe(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-d"));
        all.addAll(List.of(arguments));
        Process process = run("mosquitto_sub", all.toArray(String[]::new));
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("Subscribed")) {
                return process;
            }
        }
        throw new AssertionError("mosquitto_sub ended before it was subscribed");
    }

    private static String firstMessage(Process subscriber) throws IOException {
        BufferedReader lines = subscriber.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.startsWith("Client ") && !line.startsWith("Subscribed")) {
                return line;
            }
        }
        throw new AssertionError("mosquitto_sub ended without a message");
    }

    @ParameterizedTest
    @CsvSource({"mqttv31,0", "mqttv31,2", "mqttv311,0", "mqttv311,1", "mqttv311,2", "mqttv5,0", "mqttv5,1", "mqttv5,2"})
    @Checklist(1)
    void a_message_passes(String version, String qos) throws IOException, InterruptedException {
        String topic = topic();
        Process subscriber = subscribe("-V", version, "-q", qos, "-t", topic + "/#", "-C", "1", "-F", "%t %q %p");
        outputOf(run("mosquitto_pub", "-V", version, "-q", qos, "-t", topic + "/a", "-m", "hello"));
        assertThat(firstMessage(subscriber)).isEqualTo(topic + "/a " + qos + " hello");
        assertThat(subscriber.waitFor()).isZero();
    }

    @Test
    void a_retained_message_and_a_will_arrive() throws IOException, InterruptedException {
        String topic = topic();
        outputOf(run("mosquitto_pub", "-r", "-q", "1", "-t", topic, "-m", "kept"));
        assertThat(outputOf(run("mosquitto_sub", "-t", topic, "-C", "1", "-F", "%r %p")))
                .isEqualToIgnoringNewLines("1 kept");
        outputOf(run("mosquitto_pub", "-r", "-q", "1", "-t", topic, "-n"));
        Process watcher = subscribe("-t", topic, "-C", "1", "-F", "%p");
        Process dying = subscribe("-t", topic() + "/x", "--will-topic", topic, "--will-payload", "gone");
        dying.destroyForcibly();
        assertThat(firstMessage(watcher)).isEqualTo("gone");
    }
}
