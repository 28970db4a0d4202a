package io.ternmq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.FreePort;
import io.ternmq.conformance.harness.BrokerSettings;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.TestCertificates;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The benchmark client on a broker that runs in the test. */
class PairBenchmarkTest {
    private static final TestCertificates CERTIFICATES =
            new TestCertificates().issue("server", "broker.example", "-ext", "san=dns:localhost");
    private static final int TLS = FreePort.next();
    private static final int WSS = FreePort.next();
    private static BrokerUnderTest broker;

    @BeforeAll
    static void start() {
        BrokerSettings settings = BrokerSettings.defaults().with("ternmq.access.allow-anonymous", "true");
        listener(settings, "ssl", TLS);
        listener(settings, "wss", WSS);
        broker = BrokerUnderTest.start(settings);
    }

    private static void listener(BrokerSettings settings, String kind, int port) {
        String prefix = "ternmq.listeners." + kind + ".";
        settings.with(prefix + "kind", kind)
                .with(prefix + "host", "127.0.0.1")
                .with(prefix + "port", port)
                .with(prefix + "tls.certificate", CERTIFICATES.certificate("server"))
                .with(prefix + "tls.key", CERTIFICATES.key("server"));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static String address(String scheme) {
        int port = switch (scheme) {
            case "tcp" -> broker.tcp().getPort();
            case "ws" -> broker.webSocket().getPort();
            case "tls" -> TLS;
            default -> WSS;
        };
        return scheme + "://localhost:" + port + (scheme.startsWith("ws") ? "/mqtt" : "");
    }

    private static int run(StringWriter out, String address, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of(address, Long.toString(ProcessHandle.current().pid())));
        arguments.addAll(List.of("--pairs", "3", "--window", "30", "--warm-up", "PT0.1S", "--duration", "PT0.2S"));
        arguments.addAll(List.of(more));
        PrintWriter lines = new PrintWriter(out);
        return new CommandLine(new PairBenchmark())
                .setOut(lines)
                .setErr(lines)
                .execute(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls", "ws", "wss"})
    void every_message_comes_back_in_order_by_every_transport(String scheme) {
        StringWriter out = new StringWriter();
        String authority = CERTIFICATES.authority().toString();
        assertThat(run(out, address(scheme), "--ca-file", authority, "--mqtt", "5"))
                .as(out::toString)
                .isZero();
        assertThat(out.toString())
                .contains("\"scheme\": \"" + scheme + "\"", "\"lost\": 0", "\"out_of_order\": 0")
                .doesNotContain("\"rate_per_s\": 0,");
    }

    @Test
    void a_broker_whose_certificate_is_not_trusted_is_not_measured() {
        StringWriter out = new StringWriter();
        assertThat(run(out, address("tls"))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(out.toString()).contains("certificate");
    }
}
