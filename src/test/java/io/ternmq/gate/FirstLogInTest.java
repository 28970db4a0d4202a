package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Account;
import io.ternmq.console.Eventually;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The first time there is nobody who could let somebody in. */
@ExtendWith(OutputCaptureExtension.class)
class FirstLogInTest {
    private static final Pattern LINE = Pattern.compile(
            "\\*\\*\\* First log-in to the console: account admin, password (\\S+) \\(shown only now\\)");

    private static Account firstAccount(WebParts web) {
        return Objects.requireNonNull(
                Eventually.get(() -> web.builtin().accounts().find("admin").block(), Objects::nonNull));
    }

    private static List<String> passwords(CapturedOutput output) {
        Matcher lines = LINE.matcher(output.getAll());
        return lines.results().map(line -> line.group(1)).toList();
    }

    @Test
    void the_made_up_password_is_logged_once_and_has_to_be_changed(CapturedOutput output) {
        NodeToWatch node = NodeToWatch.named();
        try (WebParts web = WebParts.around(node)) {
            firstAccount(web);
            String password = Eventually.get(() -> passwords(output), lines -> !lines.isEmpty())
                    .get(0);
            assertThat(password).hasSizeGreaterThanOrEqualTo(16);
            Person person = new Person(web.address());
            assertThat(Person.location(person.logIn("admin", password))).isEqualTo("/");
            assertThat(Person.location(person.get("/accounts"))).isEqualTo("/password");
            person.get("/password");
            person.post("/password", "current", password, "wanted", "another 1 staple", "again", "another 1 staple");
            assertThat(Person.location(person.logIn("admin", password))).isEqualTo("/login?failed");
            assertThat(Person.location(person.logIn("admin", "another 1 staple")))
                    .isEqualTo("/");
            assertThat(person.get("/accounts").statusCode()).isEqualTo(200);
            assertThat(passwords(output)).hasSize(1);
        }
    }

    @Test
    void a_password_of_the_settings_is_not_logged_and_has_to_be_changed_too(CapturedOutput output) {
        NodeToWatch node = new NodeToWatch(Map.of("ternmq.console.admin-password", "from 1 environment"));
        try (WebParts web = WebParts.around(node)) {
            assertThat(firstAccount(web).mustChange()).isTrue();
            Person person = new Person(web.address());
            assertThat(Person.location(person.logIn("admin", "from 1 environment")))
                    .isEqualTo("/");
            assertThat(Person.location(person.get("/accounts"))).isEqualTo("/password");
            assertThat(output.getAll())
                    .contains("with the password of ternmq.console.admin-password")
                    .doesNotContain("from 1 environment");
        }
    }
}
