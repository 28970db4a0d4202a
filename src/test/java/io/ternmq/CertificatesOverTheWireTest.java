package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ternmq.access.password.Sha512Hash;
import io.ternmq.conformance.Checklist;
import io.ternmq.transport.TestCertificates;
import io.ternmq.transport.TestCertificates.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a client with a certificate is, whatever it says itself. */
class CertificatesOverTheWireTest {
    private static final int NO_SUBSCRIBERS = 0x10;
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir
    private Path folder;

    private final TestCertificates authority = new TestCertificates("Authority");
    private ClosedBroker broker;

    @BeforeEach
    void start() throws IOException {
        Issued server = authority.server("broker.example.com");
        Path passwords = Files.writeString(
                folder.resolve("passwd"),
                "admin:"
                        + Sha512Hash.ofPassword("secret".getBytes(StandardCharsets.UTF_8))
                                .text());
        Path acl = Files.write(
                folder.resolve("acl"),
                List.of("user admin", "topic admins/#", "user bob", "topic bobs/#", "pattern of/%c"));
        broker = new ClosedBroker(
                folder.resolve("data"),
                Map.of(
                        "ternmq.access.password-file", passwords.toString(),
                        "ternmq.access.acl-file", acl.toString(),
                        "ternmq.listeners.default.kind", "ssl",
                        "ternmq.listeners.default.tls.certificate", write("s.crt", server.certificatePem()),
                        "ternmq.listeners.default.tls.key", write("s.key", server.keyPem()),
                        "ternmq.listeners.default.tls.authorities",
                                write("ca.crt", authority.authority().certificatePem()),
                        "ternmq.listeners.default.tls.client-certificate", "request",
                        "ternmq.listeners.default.tls.identity-as-user-name", "common_name",
                        "ternmq.listeners.default.tls.identity-as-client-id", "san_dns"));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private MqttAsyncClient connect(Issued certificate, String clientId, String user, String password)
            throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("ssl://127.0.0.1:" + broker.port(), clientId, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(authority.clientContext(certificate).getSocketFactory());
        options.setUserName(user);
        options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        client.connect(options).waitForCompletion();
        return client;
    }

    private static boolean publishes(MqttAsyncClient client, String topic) throws MqttException {
        IMqttToken token = client.publish(topic, new MqttMessage(new byte[0]));
        token.waitForCompletion();
        int code = token.getReasonCodes()[0];
        assertThat(code).isIn(NO_SUBSCRIBERS, NOT_AUTHORIZED);
        return code == NO_SUBSCRIBERS;
    }

    private static void end(MqttAsyncClient client) throws MqttException {
        client.disconnect().waitForCompletion();
        client.close();
    }

    @Test
    @Checklist(bypass = 15)
    void the_certificates_user_holds_even_against_a_right_password_of_another() throws Exception {
        Issued bob = authority.client("CN=bob", TestCertificates.DNS, "bobs-device");
        MqttAsyncClient client = connect(bob, "admins-device", "admin", "secret");
        assertThat(publishes(client, "bobs/a")).isTrue();
        assertThat(publishes(client, "of/bobs-device")).isTrue();
        assertThat(publishes(client, "admins/a")).isFalse();
        assertThat(publishes(client, "of/admins-device")).isFalse();
        end(client);
    }

    @Test
    void a_certificate_without_the_name_that_is_wanted_vouches_for_nobody() throws Exception {
        Issued nameless = authority.client("O=Example");
        MqttException refused = catchThrowableOfType(
                MqttException.class,
                () -> connect(nameless, "c1", "bob", "guess").close());
        assertThat(refused.getReasonCode()).isEqualTo(0x86);
        MqttAsyncClient client = connect(nameless, "c1", "admin", "secret");
        assertThat(publishes(client, "admins/a")).isTrue();
        end(client);
    }
}
