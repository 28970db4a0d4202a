package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.Broker;
import io.ternmq.TestApplication;
import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Rank;
import io.ternmq.api.ApiProgram;
import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import io.ternmq.conformance.harness.SocketLink;
import io.ternmq.console.Person;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What another password does to who is connected, on each way on which an operator can set one. */
class PasswordChangesTest {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final String OLD = "the-one-before";
    private static final String NEW = "quite-another-one";

    private static final String FIRST = "first of the admin 1";

    private static ConfigurableApplicationContext program;
    private static Person admin;
    private static ApiProgram api;

    private final List<RawMqttClient> clients = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path data) {
        program = TestApplication.runOn(data, "--ternmq.console.admin-password=" + FIRST);
        String address = "http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port");
        AccountStore accounts = program.getBean(BuiltinStore.class).accounts();
        await().until(() -> accounts.find("admin").blockOptional().isPresent());
        admin = new Person(address);
        admin.logIn("admin", FIRST);
        admin.get("/password");
        admin.post("/password", "current", FIRST, "wanted", Person.PASSWORD, "again", Person.PASSWORD);
        admin.logIn("admin", Person.PASSWORD);
        api = new ApiProgram(address, ApiProgram.key(program.getBean(ApiKeyAdmin.class), "key", Rank.ADMIN));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(RawMqttClient::close);
    }

    private RawMqttClient client(String user, String password) {
        int port = program.getBean(Broker.class).listeners().get(0).port();
        RawMqttClient client =
                new RawMqttClient(SocketLink.open(new InetSocketAddress("127.0.0.1", port)), MqttVersion.V5);
        clients.add(client);
        client.connect(ConnectPacket.connect(MqttVersion.V5, "of-" + user)
                .username(user)
                .password(password));
        return client;
    }

    private static void inConsole(String path, String... fields) {
        admin.get(path);
        assertThat(admin.post(path, fields).statusCode()).isEqualTo(303);
    }

    private static void byApi(String method, String path, String type, String body) {
        HttpResponse<String> answer = api.ask(method, path, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
    }

    @Test
    void a_password_that_is_set_in_the_console_counts_at_once_and_the_same_one_again_changes_nothing() {
        inConsole("/access/users/new", "name", "anna", "password", OLD);
        RawMqttClient anna = client("anna", OLD);

        inConsole("/access/users/edit", "name", "anna", "password", OLD, "note", "n");
        inConsole("/access/users/new", "name", "later", "password", OLD);
        client("later", OLD).expectOnlyPong();
        anna.expectOnlyPong();

        inConsole("/access/users/edit", "name", "anna", "password", NEW);
        anna.expectEnd(NOT_AUTHORIZED);
        client("anna", NEW).expectOnlyPong();
    }

    @Test
    void a_password_that_is_set_by_the_http_api_counts_at_once() {
        inConsole("/access/users/new", "name", "ben", "password", OLD);
        RawMqttClient ben = client("ben", OLD);

        byApi("PUT", "/users/ben/password", "application/json", "{\"password\":\"" + NEW + "\"}");

        ben.expectEnd(NOT_AUTHORIZED);
        client("ben", NEW).expectOnlyPong();
    }

    @Test
    void a_password_that_is_imported_counts_at_once_and_of_others_nothing_changes() {
        inConsole("/access/users/new", "name", "carl", "password", OLD);
        inConsole("/access/users/new", "name", "dora", "password", OLD);
        RawMqttClient carl = client("carl", OLD);
        RawMqttClient dora = client("dora", OLD);

        byApi("POST", "/user-import", "text/csv", "name,password\ncarl," + NEW + "\ndora," + OLD + "\n");

        carl.expectEnd(NOT_AUTHORIZED);
        client("carl", NEW).expectOnlyPong();
        dora.expectOnlyPong();
    }
}
