package io.ternmq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NodeCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer node;

    @BeforeEach
    void startNode() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.start();
    }

    @AfterEach
    void stopNode() {
        node.stop(0);
    }

    @Test
    void status_prints_what_the_node_says() {
        answer("/status.json", 200, "[{\"n\":{}}]\n");
        assertThat(admin("status", "--node", address())).isZero();
        assertThat(out.toString().strip()).isEqualTo("[{\"n\":{}}]");
    }

    @Test
    void status_fails_when_the_node_refuses() {
        answer("/status.json", 401, "");
        assertThat(admin("status", "--node", address() + "/")).isEqualTo(1);
        assertThat(err.toString()).contains("/status.json answered 401");
    }

    @Test
    void health_tells_by_its_exit_code() {
        answer("/health", 200, "{\"status\":\"OK\"}");
        assertThat(admin("health", "-n", address())).isZero();
    }

    @Test
    void health_prints_why_a_node_is_not_well() {
        answer("/health", 503, "{\"status\":\"DOWN\"}");
        assertThat(admin("health", "-n", address())).isEqualTo(1);
        assertThat(out.toString()).contains("DOWN");
    }

    @Test
    void says_in_a_line_that_nobody_answers() {
        String gone = address();
        node.stop(0);
        assertThat(admin("status", "-n", gone)).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("No answer from " + gone);
    }

    @Test
    void says_in_a_line_that_an_address_is_none() {
        assertThat(admin("status", "-n", "mailto:x")).isEqualTo(1);
        assertThat(admin("status", "-n", "no scheme")).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("Not an HTTP address"));
    }

    @Test
    void an_unknown_command_is_wrong_usage() {
        assertThat(admin("dance")).isEqualTo(2);
    }

    private void answer(String path, int code, String body) {
        node.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String address() {
        return "http://127.0.0.1:" + node.getAddress().getPort();
    }

    private int admin(String... args) {
        CommandLine command = AdminCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
