package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.Role;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about clients, subscriptions and retained messages, as somebody without scripts uses them. */
class ClientsPagesTest {
    private static final String HOSTILE =
            "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202egnp/%2F&;\u0007";
    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

    private static ServedNode node;
    private static Person operator;
    private static Person viewer;

    @BeforeAll
    static void start(@TempDir Path data) {
        node = ServedNode.start(data, Map.of());
        operator = node.web().somebody(Role.OPERATOR);
        viewer = node.web().somebody(Role.VIEWER);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void everybodyLeaves() {
        operator.get("/clients/disconnect-many?cleanup=true");
        operator.post("/clients/disconnect-many", "cleanup", "true", "confirmed", "100000");
    }

    private static String page(Person person, String path) {
        HttpResponse<String> answer = person.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("style=", "onclick", "<style", "th:");
        return answer.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String next(String page) {
        Matcher found = NEXT.matcher(page);
        return found.find() ? found.group(1).replace("&amp;", "&") : "";
    }

    private static List<String> audited(String action) {
        return node.web()
                .builtin()
                .audit()
                .list("", Long.MAX_VALUE, 100)
                .filter(entry -> entry.action().equals(action))
                .map(AuditEntry::object)
                .collectList()
                .block();
    }

    @Test
    void clients_are_found_by_what_they_are_like() {
        ServedNode.subscribe(node.connect("pump-1"), "a/#");
        node.connect("pump-2").disconnect();
        node.connect("valve-1");
        assertThat(page(viewer, "/clients")).contains(">pump-1<", ">pump-2<", ">valve-1<");
        assertThat(page(viewer, "/clients?client=pump&online=true"))
                .contains(">pump-1<")
                .doesNotContain(">pump-2<");
        assertThat(page(viewer, "/clients?online=false")).contains(">pump-2<").doesNotContain(">pump-1<");
        assertThat(page(viewer, "/clients?address=127.0.0.0%2F8&protocol=5&listener=default"))
                .contains(">pump-1<")
                .doesNotContain(">pump-2<");
        assertThat(page(viewer, "/clients?address=10.0.0.0%2F8")).contains("No client is like that");
        assertThat(page(viewer, "/clients?address=nonsense")).contains("address must be");
    }

    @Test
    void pages_follow_one_another_until_all_were_there_once() {
        for (int i = 0; i < 120; i++) {
            node.connect("c-%03d".formatted(i)).disconnect();
        }
        StringBuilder all = new StringBuilder();
        String path = "/clients?client=c-";
        for (int pages = 0; !path.isEmpty(); pages++) {
            assertThat(pages).isLessThan(4);
            String page = page(viewer, path);
            all.append(page);
            path = next(page);
        }
        for (int i = 0; i < 120; i++) {
            assertThat(all.toString().split(">c-%03d<".formatted(i), -1)).hasSize(2);
        }
    }

    @Test
    void a_client_s_page_tells_what_it_is_and_what_happened_to_it() {
        Mqtt5BlockingClient client = node.connect("pump-1");
        ServedNode.subscribe(client, "a/#");
        client.unsubscribeWith().topicFilter("a/#").send();
        ServedNode.subscribe(client, "b/+");
        String page = Eventually.get(
                () -> page(viewer, "/clients/client?id=pump-1&mountpoint="), html -> html.contains(">unsubscribed<"));
        assertThat(page).contains(">online<", ">b/+<", "at QoS 1", "new session");
        assertThat(page).contains("/access/test?live=true&amp;client=pump-1");
        assertThat(page).doesNotContain("/clients/disconnect\"", "/clients/unsubscribe\"");
        assertThat(page(operator, "/clients/client?id=pump-1&mountpoint=")).contains("/clients/unsubscribe\"");
    }

    @Test
    void an_open_page_of_a_client_asks_for_what_is_new_only() {
        node.connect("pump-1");
        String part =
                page(viewer, live(page(viewer, "/clients/client?id=pump-1")).replaceAll("seen=.*", "seen=none"));
        assertThat(part).contains("id=\"live\"").doesNotContain("<html", "<nav");
        String[] asks = {live(part)};
        Eventually.get(
                () -> {
                    HttpResponse<String> answer = viewer.get(asks[0]);
                    asks[0] = answer.statusCode() == 200 ? live(answer.body()) : asks[0];
                    return answer.statusCode();
                },
                status -> status == 204);
        operator.post("/clients/disconnect", "id", "pump-1", "cleanup", "true");
        assertThat(viewer.get(asks[0]).headers().firstValue("HX-Refresh")).contains("true");
    }

    private static String live(String page) {
        Matcher found = Pattern.compile("hx-get=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    @Test
    void an_operator_disconnects_a_client_and_ends_its_session_and_both_are_audited() {
        node.connect("pump-9");
        page(operator, "/clients/client?id=pump-9&mountpoint=");
        HttpResponse<String> answer = operator.post("/clients/disconnect", "id", "pump-9", "mountpoint", "");
        assertThat(Person.location(answer)).startsWith("/clients/client?id=pump-9");
        String page = page(operator, Person.location(answer));
        assertThat(page).contains("The client was disconnected", ">offline<", "administrative action");
        operator.post("/clients/disconnect", "id", "pump-9", "mountpoint", "", "cleanup", "true");
        HttpResponse<String> gone = operator.get("/clients/client?id=pump-9");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("There is no such client", ">session ended<");
        assertThat(audited("client.disconnect")).contains("pump-9");
        assertThat(audited("client.remove")).contains("pump-9");
    }

    @Test
    void a_viewer_may_look_only() {
        node.connect("pump-1");
        page(viewer, "/clients");
        assertThat(viewer.post("/clients/disconnect", "id", "pump-1").statusCode())
                .isEqualTo(403);
        assertThat(viewer.post("/clients/disconnect-many", "confirmed", "9").statusCode())
                .isEqualTo(403);
        assertThat(viewer.post("/retained/delete", "topic", "a").statusCode()).isEqualTo(403);
        assertThat(page(viewer, "/clients")).contains(">online<");
    }

    @Test
    void many_are_disconnected_after_their_number_was_shown_and_no_more_than_it() {
        node.connect("pump-1");
        node.connect("pump-2");
        node.connect("valve-1");
        String preview = page(operator, "/clients/disconnect-many?client=pump");
        assertThat(preview).contains(">Disconnect 2 clients<", "name=\"confirmed\" value=\"2\"");
        node.connect("pump-3");
        HttpResponse<String> answer =
                operator.post("/clients/disconnect-many", "client", "pump", "confirmed", "2", "cleanup", "false");
        assertThat(page(operator, Person.location(answer)))
                .contains("2 clients were disconnected, of 2 confirmed. 1 client matches now.");
        assertThat(page(operator, "/clients?online=true")).contains(">pump-3<", ">valve-1<");
        assertThat(audited("client.disconnect-many")).isNotEmpty();
    }

    @Test
    void a_preview_of_nobody_can_t_be_confirmed() {
        assertThat(page(operator, "/clients/disconnect-many?client=nobody")).contains("disabled=\"disabled\"");
    }

    @Test
    void hostile_names_are_text_everywhere_and_their_clients_can_be_opened_and_disconnected() {
        Mqtt5BlockingClient client = node.connect(HOSTILE);
        ServedNode.subscribe(client, HOSTILE);
        ServedNode.retain(client, HOSTILE, "x".getBytes(StandardCharsets.UTF_8));
        List<String> paths = List.of(
                "/clients",
                "/clients?client=" + encoded(HOSTILE),
                "/clients/client?id=" + encoded(HOSTILE),
                "/subscriptions?filter=" + encoded(HOSTILE),
                "/subscriptions/receivers?topic=" + encoded(HOSTILE),
                "/retained",
                "/retained?filter=" + encoded(HOSTILE),
                "/retained/message?topic=" + encoded(HOSTILE),
                "/retained/delete-many?filter=" + encoded(HOSTILE),
                "/clients/disconnect-many?client=" + encoded(HOSTILE));
        for (String path : paths) {
            // In what a form would send again, nothing may be changed.
            assertThat(page(operator, path).replaceAll("value=\"[^\"]*\"", ""))
                    .as(path)
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script>alert", "<img src=x", "\"'>", "\u0007");
        }
        operator.get("/clients/client?id=" + encoded(HOSTILE));
        operator.post("/clients/disconnect", "id", HOSTILE, "cleanup", "true");
        operator.post("/retained/delete", "topic", HOSTILE);
        assertThat(page(viewer, "/clients?client=script")).contains("No client is like that");
        assertThat(page(viewer, "/retained")).contains("no retained messages here");
    }

    @Test
    void names_of_64_kilobytes_are_cut_and_still_open() {
        String id = "i".repeat(65_000);
        String topic = "t".repeat(30_000) + "/" + "u".repeat(30_000);
        Mqtt5BlockingClient client = node.connect(id);
        ServedNode.subscribe(client, topic);
        ServedNode.retain(client, topic, new byte[] {1});
        String list = page(operator, "/clients");
        assertThat(list)
                .contains("(65000 characters)", "/clients/client?digest=")
                .hasSizeLessThan(40_000);
        Matcher link = Pattern.compile("/clients/client\\?digest=[0-9a-f]+&amp;mountpoint=")
                .matcher(list);
        assertThat(link.find()).isTrue();
        String page = page(operator, link.group().replace("&amp;", "&"));
        assertThat(page).contains(">online<", "(60001 characters)");
        assertThat(page(operator, "/retained")).contains("(30000 characters)");
        HttpResponse<String> message = operator.post("/retained/message", "topic", topic, "mountpoint", "");
        assertThat(message.statusCode()).isEqualTo(200);
        assertThat(message.body()).contains("Payload");
        String digest = link.group().replaceAll(".*digest=([0-9a-f]+).*", "$1");
        operator.post("/clients/disconnect", "digest", digest, "mountpoint", "", "cleanup", "true");
        assertThat(page(viewer, "/clients")).doesNotContain("65000");
        operator.post("/retained/delete-many", "filter", "#", "confirmed", "1");
    }

    @Test
    void pages_go_on_behind_names_too_long_for_an_address() {
        for (int i = 0; i < 60; i++) {
            node.connect("l".repeat(1000) + "%03d".formatted(i)).disconnect();
        }
        String first = page(viewer, "/clients?client=lll");
        String second = page(viewer, next(first));
        assertThat(first.split("\\(1003 characters\\)<", -1)).hasSize(51);
        assertThat(second.split("\\(1003 characters\\)<", -1)).hasSize(11);
        assertThat(next(second)).isEmpty();
    }

    @Test
    void subscriptions_are_found_by_filter_and_by_topic_and_shared_ones_with_their_members() {
        ServedNode.subscribe(node.connect("a-1"), "building/+/temperature");
        ServedNode.subscribe(node.connect("a-2"), "building/#");
        ServedNode.subscribe(node.connect("a-3"), "$share/readers/building/#");
        ServedNode.subscribe(node.connect("a-4"), "$share/readers/building/#");
        ServedNode.subscribe(node.connect("a-5"), "elsewhere");
        assertThat(page(viewer, "/subscriptions?filter=temperature"))
                .contains(">a-1<")
                .doesNotContain(">a-2<");
        assertThat(page(viewer, "/subscriptions?shared=true"))
                .contains(">a-3<", ">a-4<")
                .doesNotContain(">a-1<");
        assertThat(page(viewer, "/subscriptions/receivers?topic=building%2F1%2Ftemperature"))
                .contains(">a-1<", ">a-2<", ">a-3<", ">a-4<", "2 clients get it", "2 members")
                .doesNotContain(">a-5<");
        assertThat(page(viewer, "/subscriptions/receivers?topic=a%2F%23")).contains("role=\"alert\"");
        assertThat(page(viewer, "/subscriptions/shared"))
                .contains(">$share/readers/building/#<", "2 members", ">a-3<", ">a-4<");
    }

    @Test
    void retained_messages_are_browsed_level_by_level_and_payloads_are_for_operators() {
        Mqtt5BlockingClient client = node.connect("pump-1");
        ServedNode.retain(client, "house/kitchen/temperature", "21.5 °C".getBytes(StandardCharsets.UTF_8));
        ServedNode.retain(client, "house/kitchen", new byte[] {(byte) 0xff, 0x00, 0x41});
        ServedNode.retain(client, "house/hall/light", "on".getBytes(StandardCharsets.UTF_8));
        assertThat(page(viewer, "/retained")).contains(">house /<", ">3<");
        assertThat(page(viewer, "/retained?path=house")).contains(">kitchen /<", ">hall /<", "3 B");
        assertThat(page(viewer, "/retained?path=house%2Fkitchen")).contains(">temperature<", ">house</a>");
        assertThat(page(viewer, "/retained?filter=house%2F%2B")).contains(">house/kitchen<", "Found");
        String text = "/retained/message?topic=house%2Fkitchen%2Ftemperature";
        assertThat(page(operator, text)).contains("21.5 °C");
        assertThat(page(viewer, text)).doesNotContain("21.5").contains("operators only", "pump-1");
        assertThat(page(operator, "/retained/message?topic=house%2Fkitchen")).contains("ff0041");
        assertThat(page(operator, "/retained/delete-many?filter=house%2F%23")).contains(">Delete 3 messages<");
        HttpResponse<String> answer =
                operator.post("/retained/delete-many", "filter", "house/#", "mountpoint", "", "confirmed", "3");
        assertThat(page(operator, Person.location(answer)))
                .contains("3 messages were deleted, of 3 confirmed.", "No retained message matches");
        assertThat(audited("retained.delete-many")).contains("house/#");
        assertThat(operator.get(text).statusCode()).isEqualTo(404);
    }

    @Test
    void addresses_that_no_page_makes_are_refused() {
        assertThat(viewer.get("/clients/client").statusCode()).isEqualTo(400);
        assertThat(viewer.get("/clients?cursor=nonsense").statusCode()).isIn(200, 400);
        assertThat(viewer.get("/retained/message").statusCode()).isEqualTo(400);
    }
}
