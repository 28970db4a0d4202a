package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.observe.NodeToWatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-in, menu and the pages for accounts, keys and audit in a real browser. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LogInBrowserTest {
    private static WebParts web;
    private static Browser browser;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
        Person.account(web, "chief", Role.ADMIN);
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        web.close();
    }

    @BeforeEach
    void logIn() {
        browser.anyWidth();
        browser.scripts(true);
        browser.open(web.address() + "/accounts");
        if (browser.text("h1").equals("Log in")) {
            browser.type("[name=username]", "chief");
            browser.type("[name=password]", Person.PASSWORD);
            browser.follow("main button");
            awaitText("h1", "Accounts");
        }
    }

    /** A page that follows a click may not be there yet. */
    private static void awaitText(String selector, String part) {
        Eventually.get(
                () -> String.valueOf(browser.eval(
                        "[...document.querySelectorAll('" + selector + "')].map(e => e.innerText).join()")),
                text -> text.contains(part));
    }

    @Test
    void after_the_log_in_the_wanted_page_is_there_with_menu_and_name() {
        assertThat(browser.text("h1")).isEqualTo("Accounts");
        assertThat(browser.text(".side [aria-current]")).isEqualTo("Accounts");
        assertThat(browser.text(".user summary")).isEqualTo("chief");
        assertThat(browser.complaints()).isEmpty();
        browser.screenshot("accounts");
    }

    @Test
    void an_account_is_made_and_the_change_is_taken_back() {
        browser.type("main [name=name]", "fresh");
        browser.type("main [name=password]", Person.PASSWORD);
        browser.follow("main section:last-of-type button[type=submit]");
        awaitText(".flashes", "The account fresh was made.");
        assertThat(browser.text("tbody")).contains("fresh");
        browser.open(web.address() + "/audit?q=fresh");
        assertThat(browser.text("tbody")).contains("account.create", "fresh", "viewer");
        browser.screenshot("audit");
        browser.click("tbody summary");
        browser.follow("tbody button");
        awaitText(".flashes", "The change was taken back.");
        browser.open(web.address() + "/accounts");
        assertThat(browser.text("tbody")).doesNotContain("fresh");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_key_is_shown_once() {
        browser.open(web.address() + "/keys");
        browser.type("main [name=name]", "<b>deploy</b>");
        browser.follow("main form button");
        awaitText("h1", "<b>deploy</b>");
        assertThat((String) browser.eval("document.querySelector('input[readonly]').value"))
                .matches("[\\w-]+\\.[\\w-]{43}");
        browser.screenshot("key");
        browser.follow("main a.button");
        awaitText("tbody", "<b>deploy</b>");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void htmx_works_under_the_policy_and_sends_the_token() {
        assertThat(browser.eval("typeof htmx + htmx.config.allowEval + htmx.config.selfRequestsOnly"))
                .isEqualTo("objectfalsetrue");
        browser.eval("void htmx.ajax('POST', '/accounts/nobody/delete', {target: 'main', swap: 'innerHTML'})");
        Eventually.get(() -> browser.text("main"), text -> text.contains("There is no such account."));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_menu_opens_and_closes_by_key_and_logs_out() {
        browser.click(".user summary");
        assertThat(browser.text(".user > div")).contains("Logged in as chief, admin", "Log out");
        browser.press(".user summary", "\uE00C");
        assertThat(browser.text(".user > div")).isEmpty();
        browser.click(".user summary");
        browser.follow(".user button");
        awaitText("main", "You have logged out.");
        browser.screenshot("login");
        browser.open(web.address() + "/accounts");
        assertThat(browser.text("h1")).isEqualTo("Log in");
    }

    @ParameterizedTest
    @CsvSource({"/accounts", "/keys", "/audit", "/password", "/status"})
    void nothing_sticks_out_of_a_narrow_screen(String path) {
        browser.width(320);
        browser.open(web.address() + path);
        assertThat(browser.eval("document.documentElement.scrollWidth")).isEqualTo(320L);
        browser.screenshot("narrow" + path.replace('/', '-'));
    }

    @Test
    void the_menu_of_a_narrow_screen_needs_no_script() {
        browser.scripts(false);
        browser.width(320);
        browser.open(web.address() + "/accounts");
        assertThat(browser.text(".pages nav")).isEmpty();
        browser.click(".pages summary");
        assertThat(browser.text(".pages nav")).contains("Clients", "Retained", "Audit");
        browser.screenshot("narrow-menu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/accounts", "/audit", "/status"})
    void it_is_dark_when_the_system_is(String path) {
        browser.prefer("dark");
        browser.open(web.address() + path);
        browser.screenshot("dark" + path.replace('/', '-'));
        assertThat(browser.eval("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(13, 20, 24)");
        browser.prefer("light");
    }

    @Test
    void every_field_and_button_has_a_name() {
        for (String path : new String[] {"/accounts", "/keys", "/audit", "/password"}) {
            browser.open(web.address() + path);
            assertThat(browser.eval("[...document.querySelectorAll('input:not([type=hidden]), select')]"
                            + ".every(e => e.labels.length > 0 || e.hasAttribute('aria-label'))"))
                    .as(path)
                    .isEqualTo(true);
        }
    }
}
