package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.config.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator can mend stops start-up with a line that says it, and without a stack. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTest {
    @TempDir
    Path data;

    @Test
    void a_taken_http_port_is_one_line(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("--server.port=" + taken.getLocalPort()))
                    .isNotNull();
            assertThat(errorLines(output)).singleElement().asString().contains("" + taken.getLocalPort());
        }
    }

    @Test
    void a_value_of_the_wrong_type_is_one_line(CapturedOutput output) {
        assertThatThrownBy(() -> start("--server.port=many")).isNotNull();
        assertThat(errorLines(output)).singleElement().asString().contains("server.port", "many");
    }

    @Test
    void what_the_rooms_say_is_shown_as_it_is(CapturedOutput output) {
        RuntimeException wrapped = new IllegalStateException("x", new StartupException("Port 1883 is taken"));
        assertThat(new StartupFailureReporter(null).reportException(wrapped)).isTrue();
        assertThat(errorLines(output)).singleElement().asString().endsWith("TernMQ did not start: Port 1883 is taken");
    }

    @Test
    void what_boot_has_analysed_already_is_one_line(CapturedOutput output) {
        RuntimeException analysed = new FailureAnalyzedException("There is no such\nhealth group.", "Name another.");
        assertThat(new StartupFailureReporter(null).reportException(analysed)).isTrue();
        assertThat(errorLines(output))
                .singleElement()
                .asString()
                .endsWith("There is no such health group. Name another.");
    }

    @Test
    void a_fault_of_the_program_is_left_to_boot(CapturedOutput output) {
        assertThat(new StartupFailureReporter(null).reportException(new IllegalStateException("bug")))
                .isFalse();
        assertThat(errorLines(output)).isEmpty();
    }

    private void start(String argument) {
        List<String> arguments = new ArrayList<>(List.of(
                "--ternmq.data-dir=" + data,
                "--ternmq.listeners.default.port=0",
                "--ternmq.listeners.websocket.port=0",
                "--server.address=127.0.0.1",
                argument));
        SpringApplication application = TernMq.application(System.nanoTime());
        application.run(arguments.toArray(String[]::new)).close();
    }

    private static List<String> errorLines(CapturedOutput output) {
        assertThat(output.getAll()).doesNotContain("\tat ");
        return output.getAll().lines().filter(line -> line.contains("ERROR")).toList();
    }
}
