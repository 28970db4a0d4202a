package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import io.ternmq.Broker;
import io.ternmq.TestApplication;
import io.ternmq.access.builtin.BuiltinStore;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Every page of the console with something on it, hostile names among it, in a real browser: they are of one house. */
class ConsoleTourBrowserTest {
    private static final String FIRST = "first horse 2 staple";
    private static final String HOSTILE = "<b onclick=alert(1)>'\"&%2F\u202e\u0007" + "long-".repeat(30);

    private static ConfigurableApplicationContext program;
    private static Browser browser;
    private static String address;

    @BeforeAll
    static void start(@TempDir Path data) {
        browser = Browser.start();
        program = TestApplication.runOn(data, "--ternmq.console.admin-password=" + FIRST);
        address = "http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port");
        furnish();
        logIn();
    }

    @AfterAll
    static void stop() {
        if (program != null) {
            program.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static void logIn() {
        browser.open(address + "/login");
        browser.type("[name=username]", "admin");
        browser.type("[name=password]", Person.PASSWORD);
        browser.follow("form [type=submit]");
        Eventually.get(() -> browser.text("nav.side"), text -> text.contains("Overview"));
    }

    private static void furnish() {
        BuiltinStore store = program.getBean(BuiltinStore.class);
        Eventually.get(() -> store.accounts().find("admin").blockOptional(), Optional::isPresent);
        Person admin = new Person(address);
        admin.logIn("admin", FIRST);
        admin.get("/password");
        admin.post("/password", "current", FIRST, "wanted", Person.PASSWORD, "again", Person.PASSWORD);
        admin.logIn("admin", Person.PASSWORD);
        for (String name :
                List.of("anna", HOSTILE.replaceAll("[\u202e\u0007]", "").substring(0, 100))) {
            done(
                    admin,
                    "/access/users/new",
                    "name",
                    name,
                    "password",
                    Person.PASSWORD,
                    "groups",
                    "plant",
                    "note",
                    HOSTILE);
        }
        rule(admin, "everyone", "", "publish", "open/#");
        rule(admin, "everyone", "", "subscribe", "open/#");
        rule(admin, "everyone", "", "retain", "open/#");
        rule(admin, "user", HOSTILE.substring(0, 120), "subscribe", "plant/+/temperature");
        done(admin, "/access/bans", "kind", "client-id", "value", HOSTILE.substring(0, 120), "reason", HOSTILE);
        done(
                admin,
                "/access/bans",
                "kind",
                "address",
                "value",
                "10.1.2.3",
                "reason",
                "Too many",
                "amount",
                "3",
                "unit",
                "days");
        done(admin, "/keys", "name", HOSTILE.substring(0, 60), "role", "VIEWER", "days", "30");
        done(admin, "/accounts", "name", "olga", "role", "OPERATOR", "password", Person.PASSWORD);
        clients();
    }

    private static void rule(Person admin, String who, String value, String operation, String filter) {
        done(
                admin,
                "/access/rules/save",
                "act",
                "save",
                "enabled",
                "true",
                "decision",
                "allow",
                "who",
                who,
                "value",
                value,
                "operations",
                operation,
                "target",
                filter,
                "maxQos",
                "2",
                "note",
                "made for the tour");
    }

    private static void done(Person admin, String path, String... fields) {
        admin.get("/password");
        HttpResponse<String> answer = admin.post(path, fields);
        assertThat(answer.statusCode()).as(path).isIn(200, 303);
        assertThat(answer.headers().firstValue("Location").orElse("")).as(path).doesNotContain("/login");
    }

    private static void clients() {
        Mqtt5BlockingClient pump = client("pump-1");
        ServedNode.subscribe(pump, "open/pumps/#");
        ServedNode.subscribe(pump, "$share/group/open/shared");
        ServedNode.retain(pump, "open/pumps/1/state", "{\"on\": true}".getBytes(StandardCharsets.UTF_8));
        Mqtt5BlockingClient hostile = client(HOSTILE.replace("\u0007", "") + "-client");
        ServedNode.subscribe(hostile, "open/" + "deep/".repeat(40) + "#");
        ServedNode.retain(hostile, "open/<i>level</i>/" + "x".repeat(400), new byte[] {0, 1, 2, (byte) 0xff});
        client("absent-1").disconnect();
        ServedNode.retain(pump, "open/pumps/2/state", new byte[10]);
        for (Mqtt5BlockingClient refused : List.of(pump, hostile)) {
            try {
                refused.publishWith()
                        .topic("closed/<u>topic</u>/" + "y".repeat(200))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send();
            } catch (Mqtt5MessageException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private static Mqtt5BlockingClient client(String id) {
        return ServedNode.connect(program.getBean(Broker.class), id);
    }

    @Test
    void the_counts_of_rules_go_on_while_somebody_works_with_the_list() {
        browser.anyWidth();
        browser.open(address + "/access/rules");
        browser.click("tbody tr:last-child .row-menu summary");
        String before = browser.text("tbody tr:first-child td[data-label=Hits]");

        client("counted").publishWith().topic("open/counted").send();

        Eventually.get(() -> browser.text("tbody tr:first-child td[data-label=Hits]"), text -> !text.equals(before));
        assertThat(browser.text("tbody tr:first-child td[data-label='Last hit']"))
                .endsWith("s ago");
        assertThat(browser.eval("document.querySelector('tbody tr:last-child .row-menu').open"))
                .isEqualTo(true);
        browser.screenshot("rules-live");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "overview, /",
        "clients, /clients",
        "client, /clients/client?id=pump-1",
        "client-gone, /clients/client?id=nobody",
        "clients-disconnect, /clients/disconnect-many?client=pump",
        "subscriptions, /subscriptions",
        "receivers, /subscriptions/receivers?topic=open%2Fpumps%2F1",
        "shared, /subscriptions/shared",
        "retained, /retained",
        "retained-level, /retained?path=open",
        "retained-found, /retained?filter=open%2F%23",
        "retained-message, /retained/message?topic=open%2Fpumps%2F1%2Fstate",
        "retained-delete, /retained/delete-many?filter=open%2F%23",
        "refused, /access/refused",
        "users, /access/users",
        "user, /access/users/edit?name=anna",
        "user-new, /access/users/new",
        "user-import, /access/users/import",
        "rules, /access/rules",
        "rule-new, /access/rules/new",
        "tester, /access/test?action=publish&client=pump-1&topic=closed%2F1",
        "bans, /access/bans",
        "sources, /access/sources",
        "accounts, /accounts",
        "keys, /keys",
        "audit, /audit",
        "password, /password",
        "nothing, /no-such-page"
    })
    void every_page_has_one_heading_and_the_menu_and_nothing_sticks_out(String name, String path) {
        browser.anyWidth();
        browser.open(address + path);
        assertThat(browser.eval("document.querySelectorAll('h1').length")).isEqualTo(1L);
        assertThat(browser.text("nav.side")).contains("Overview", "Audit");
        assertThat(browser.eval("document.querySelectorAll('main b[onclick], main i, main u').length"))
                .isEqualTo(0L);
        browser.look("tour-" + name);
        assertThat(browser.complaints()).allMatch(line -> line.contains("404"));
    }
}
