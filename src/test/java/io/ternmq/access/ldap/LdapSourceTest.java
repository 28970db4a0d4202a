package io.ternmq.access.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in by a directory. */
class LdapSourceTest extends LdapFixture {
    // ------------------------------------------------------------------ log-ins

    @Test
    void the_right_password_admits_and_a_wrong_one_refuses() {
        for (LdapSource source : List.of(byName(), bySearch())) {
            Answer right = ask(source, "ann", "secret");
            assertThat(right.verdict()).isEqualTo(Verdict.OK);
            assertThat(right.rule())
                    .isEqualTo("user 'ann' has logged in to the directory as 'uid=ann,ou=people,dc=example,dc=com'");
            Answer wrong = ask(source, "ann", "hidden");
            assertThat(wrong.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(wrong.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(wrong.rule())
                    .contains("doesn't take this password of user 'ann'")
                    .doesNotContain("hidden");
            assertThat(ask(source, "bob", "hidden").verdict()).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void a_user_that_is_not_found_is_left_to_others() {
        Answer answer = ask(bySearch(), "eve", "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
        assertThat(answer.rule()).isEqualTo("the directory has no user 'eve' below ou=people,dc=example,dc=com");
        assertThat(ask(byName(), "eve", "secret").verdict()).isEqualTo(Verdict.REJECT);
    }

    /** A directory takes a name with an empty password for nobody, and lets nobody in. */
    @Test
    void an_empty_password_never_logs_in() {
        for (LdapSource source : List.of(byName(), bySearch())) {
            for (String user : List.of("ann", "eve")) {
                Answer answer = ask(source, user, "");
                assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
                assertThat(answer.rule()).contains("an empty password is no proof");
            }
        }
        assertThat(binds).isEmpty();
    }

    @Test
    void without_user_name_or_password_the_directory_is_not_asked() {
        LdapSource source = byName();
        assertThat(ask(source, null, "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(ask(source, "", "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(ask(source, "ann", null).verdict()).isEqualTo(Verdict.NEXT);
        assertThat(binds).isEmpty();
    }

    @Test
    void several_entries_are_nobody() throws Exception {
        addUser(directory, "cn=other ann", "ann", "secret");
        Answer answer = ask(bySearch(), "ann", "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.rule()).contains("several entries for user 'ann'");
    }

    @Test
    void groups_come_from_the_directory() {
        String groups = "ou=groups," + BASE;
        assertThat(ask(bySearch("ldap.group-base", groups), "ann", "secret").groups())
                .containsExactlyInAnyOrder("staff", "night");
        assertThat(ask(bySearch(), "ann", "secret").groups()).isNull();
    }

    @Test
    void log_ins_leave_the_connection_to_the_account_that_searches() {
        LdapSource source = bySearch("ldap.connections", "1");
        for (int i = 0; i < 5; i++) {
            assertThat(ask(source, "ann", "secret").verdict()).isEqualTo(Verdict.OK);
            assertThat(ask(source, "ann", "wrong").verdict()).isEqualTo(Verdict.REJECT);
        }
    }

    // ------------------------------------------------------------------ settings

    @Test
    void wrong_settings_are_told_at_the_start() {
        wrong("needs user-dn, or search-base", "ldap.url", plain());
        wrong("has no %u", "ldap.url", plain(), "ldap.user-dn", "uid=ann");
        wrong("is no name of an entry", "ldap.url", plain(), "ldap.user-dn", "%u");
        wrong(
                "search-filter is no filter",
                "ldap.url",
                plain(),
                "ldap.search-base",
                BASE,
                "ldap.search-filter",
                "(uid=%u");
        wrong("can't be used", "ldap.url", "http://127.0.0.1", "ldap.search-base", BASE);
    }

    private void wrong(String problem, String... keysAndValues) {
        assertThatThrownBy(() -> new LdapSource(Asking.settings(keysAndValues).ldap(), new EventBus(), timer))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(problem);
    }
}
