package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages about clients in a real browser. */
class ClientsPagesBrowserTest {
    private static Browser browser;
    private static ServedNode node;

    @BeforeAll
    static void start(@TempDir Path data) {
        browser = Browser.start();
        node = ServedNode.start(data, Map.of());
        ClientsPagesDemo.furnish(node);
        Person.account(node.web(), "operator", Role.OPERATOR);
        browser.open(node.web().address() + "/login");
        fill("username", "operator");
        fill("password", Person.PASSWORD);
        browser.follow("main button[type=submit]");
        Eventually.get(() -> browser.text("nav.side"), text -> text.contains("Clients"));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
            browser.close();
        }
    }

    @AfterEach
    void noComplaints() {
        browser.anyWidth();
        browser.scripts(true);
        assertThat(browser.complaints()).isEmpty();
    }

    private static void fill(String field, String value) {
        browser.eval("document.querySelector('[name=" + field + "]').value = '" + value + "'");
    }

    private static void open(String path) {
        browser.open(node.web().address() + path);
    }

    @Test
    void a_client_is_found_opened_and_disconnected_while_its_page_keeps_up() {
        node.connect("crane-1");
        open("/clients");
        fill("client", "crane");
        browser.follow("form[role=search] button[type=submit]");
        Eventually.get(() -> browser.text("tbody"), text -> text.contains("crane-1") && !text.contains("sensor"));
        browser.follow("tbody a");
        Eventually.get(() -> browser.text("h1"), text -> text.equals("crane-1"));
        browser.eval("window.stays = true");
        ServedNode.subscribe(node.connect("crane-1"), "loads/#");
        Eventually.get(() -> browser.text(".timeline"), text -> text.contains("loads/#"));
        assertThat(browser.eval("window.stays")).isEqualTo(true);
        assertThat(browser.text(".timeline")).contains("taken over");
        browser.click("form[action='/clients/disconnect'] button");
        Eventually.get(() -> browser.text(".flashes"), text -> text.contains("The client was disconnected"));
        assertThat(browser.text("#live .badge")).isEqualTo("offline");
    }

    @Test
    void retained_messages_are_found_by_walking_down_the_tree() {
        open("/retained");
        for (String level : new String[] {"building", "7", "floor", "1", "room"}) {
            browser.eval("[...document.querySelectorAll('tbody th a')].find(a => a.textContent === '" + level
                    + " /').click()");
            Eventually.get(() -> browser.text(".crumbs"), text -> text.endsWith(level));
        }
        browser.eval("[...document.querySelectorAll('tbody tr')].find(r => r.querySelector('th').textContent === '1 /')"
                + ".querySelector('a').click()");
        Eventually.get(() -> browser.text("tbody"), text -> text.contains("temperature"));
        browser.follow("tbody td a");
        Eventually.get(() -> browser.text(".payload"), text -> text.contains("celsius"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/clients",
                "/clients/client?id=building-7%2Ffloor-2%2Fsensor-02",
                "/clients/disconnect-many?client=floor",
                "/subscriptions",
                "/subscriptions/receivers?topic=building%2F7%2Ffloor%2F1%2Fx",
                "/subscriptions/shared",
                "/retained",
                "/retained?filter=building%2F%23",
                "/retained/message?topic=building%2F7%2Ffloor%2F2%2Froom%2F2%2Ftemperature",
                "/retained/delete-many?filter=building%2F%23"
            })
    void nothing_sticks_out_of_a_narrow_screen_and_headings_lead_through_the_page(String path) {
        open(path);
        browser.width(320);
        assertThat(browser.eval("document.documentElement.scrollWidth"))
                .as(path)
                .isEqualTo(320L);
        assertThat(browser.eval("document.querySelectorAll('h1').length")).isEqualTo(1L);
        assertThat(browser.eval("[...document.querySelectorAll('main section, main nav')]"
                        + ".every(e => e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby'))"))
                .isEqualTo(true);
        assertThat(browser.eval("[...document.querySelectorAll('main input:not([type=hidden]), main select')]"
                        + ".every(e => e.closest('label'))"))
                .isEqualTo(true);
    }
}
