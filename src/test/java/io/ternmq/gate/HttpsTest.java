package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.builtin.Role;
import io.ternmq.console.Eventually;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.transport.TestCertificates;
import io.ternmq.transport.TestCertificates.Issued;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP port with TLS. */
@Timeout(60)
class HttpsTest {
    private static final TestCertificates authority = new TestCertificates("Authority");

    @TempDir
    Path folder;

    private NodeToWatch node;
    private final SSLContext trusting = authority.clientContext(null);

    @BeforeEach
    void issue() throws IOException {
        write(authority.server("first.example"));
        node = new NodeToWatch(Map.of(
                "ternmq.console.tls.certificate", folder.resolve("http.crt").toString(),
                "ternmq.console.tls.key", folder.resolve("http.key").toString(),
                "ternmq.console.tls.reload-interval", "50ms"));
    }

    private void write(Issued pair) throws IOException {
        Files.writeString(folder.resolve("http.crt"), pair.certificatePem());
        Files.writeString(folder.resolve("http.key"), pair.keyPem());
    }

    private static String https(WebParts web) {
        return "https://127.0.0.1:" + web.port();
    }

    private String subject(WebParts web) {
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", web.port())) {
            return socket.getSession().getPeerPrincipal().getName();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cookies_are_for_https_only_and_browsers_are_told_to_stay_there() {
        try (WebParts web = WebParts.around(node)) {
            Person.account(web, "secure", Role.VIEWER);
            Person person = new Person(https(web), HttpClient.newBuilder().sslContext(trusting));
            List<HttpResponse<String>> answers = List.of(
                    person.get("/login"), person.post("/login", "username", "secure", "password", Person.PASSWORD));
            assertThat(answers)
                    .flatExtracting(answer -> answer.headers().allValues("Set-Cookie"))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(cookie -> assertThat(cookie)
                            .containsIgnoringCase("; secure")
                            .containsIgnoringCase("; httponly")
                            .contains("; SameSite=Strict"));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                            .isPresent());
            assertThat(person.get("/password").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void over_http_nothing_is_said_of_https() {
        try (WebParts web = WebParts.around(NodeToWatch.named())) {
            assertThat(web.get("/login").headers().firstValue("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    @Test
    void a_new_certificate_is_taken_without_closing_the_port_and_a_bad_one_is_not() throws IOException {
        try (WebParts web = WebParts.around(node)) {
            assertThat(subject(web)).isEqualTo("CN=first.example");
            Files.writeString(folder.resolve("http.key"), authority.server("x").keyPem());
            write(authority.server("second.example"));
            assertThat(Eventually.get(() -> subject(web), "CN=second.example"::equals))
                    .isNotNull();
            Files.writeString(
                    folder.resolve("http.crt"),
                    authority.server("third.example").certificatePem());
            assertThat(subject(web)).isEqualTo("CN=second.example");
            write(authority.server("fourth.example"));
            assertThat(Eventually.get(() -> subject(web), name -> !name.equals("CN=second.example")))
                    .isEqualTo("CN=fourth.example");
        }
    }

    @Test
    void a_key_that_is_another_s_stops_the_start() throws IOException {
        Files.writeString(
                folder.resolve("http.key"), authority.server("other.example").keyPem());
        assertThatThrownBy(() -> WebParts.around(node)).hasStackTraceContaining("the key is not the certificate's");
    }
}
