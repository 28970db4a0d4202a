package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.User;
import io.ternmq.conformance.harness.AccessFiles;
import io.ternmq.console.Person;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of users, as a browser without scripts gets them. */
class UserPagesTest extends RightsPagesFixture {
    @Test
    void a_user_is_created_with_a_password_that_is_only_kept_hashed() {
        page("/access/users/new");
        redirected(
                admin.post(
                        "/access/users/new",
                        "name",
                        "anna",
                        "password",
                        "s3cret-of-anna",
                        "groups",
                        "plant, night",
                        "note",
                        "shift leader"),
                "/access/users");
        User anna = user("anna");
        assertThat(anna.passwordHash()).startsWith("$argon2id$").doesNotContain("s3cret");
        assertThat(anna.groups()).containsExactlyInAnyOrder("plant", "night");
        assertThat(page("/access/users")).contains("The user was created.", "anna", "shift leader", "night");
        assertThat(lastAudited().action()).isEqualTo("user.create");
        assertThat(lastAudited().author()).isEqualTo("admin-person");
        assertThat(String.valueOf(lastAudited().after())).contains("plant").doesNotContain("argon2", "s3cret");
    }

    @Test
    void what_is_wrong_is_said_beside_its_field_and_the_password_not_sent_back() {
        page("/access/users/new");
        HttpResponse<String> answer =
                admin.post("/access/users/new", "name", " ben", "password", "s3cret-of-ben", "groups", "a");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("begins or ends with a blank", "aria-invalid=\"true\"", "Nothing was changed")
                .doesNotContain("s3cret-of-ben");
    }

    @Test
    void a_user_is_changed_disabled_and_deleted() {
        save("carl", "");
        page("/access/users/edit?name=carl");
        redirected(admin.post("/access/users/edit", "name", "carl", "groups", "x", "note", "n"), "/access/users");
        assertThat(user("carl").groups()).containsExactly("x");
        redirected(admin.post("/access/users/disable", "name", "carl"), "/access/users");
        assertThat(user("carl").disabled()).isTrue();
        redirected(admin.post("/access/users/enable", "name", "carl"), "/access/users");
        assertThat(user("carl").disabled()).isFalse();
        redirected(admin.post("/access/users/delete", "name", "carl"), "/access/users");
        assertThat(web.builtin().users().find("carl").block()).isNull();
        redirected(admin.post("/access/users/delete", "name", "carl"), "/access/users");
        assertThat(page("/access/users")).contains("There is no user of this name.");
    }

    @Test
    void a_password_that_is_set_to_what_it_is_keeps_what_is_kept_of_it() {
        page("/access/users/new");
        admin.post("/access/users/new", "name", "dora", "password", "s3cret-of-dora");
        User dora = user("dora");
        assertThat(page("/access/users/edit?name=dora"))
                .contains("disconnects the clients that are connected by the one before");

        admin.post("/access/users/edit", "name", "dora", "password", "s3cret-of-dora", "groups", "x");
        importNow("name,password,note\ndora,s3cret-of-dora,imported\n");

        assertThat(user("dora").note()).isEqualTo("imported");
        assertThat(user("dora").passwordHash()).isEqualTo(dora.passwordHash());
        assertThat(user("dora").scramKeys()).isEqualTo(dora.scramKeys());
        importNow("name,password\ndora,another-of-dora\n");
        assertThat(user("dora").passwordPrint()).isNotEqualTo(dora.passwordPrint());
        assertThat(user("dora").scramPrint()).isNotEqualTo(dora.scramPrint());
    }

    @Test
    void a_password_that_is_hashed_anew_since_its_hash_was_a_weaker_one_is_known_for_the_same() {
        String weak = AccessFiles.sha512Line("emil", "s3cret-of-emil").substring("emil:".length());
        web.builtin()
                .users()
                .save(new User("emil", weak, null, List.of(), false, "", Instant.now()))
                .block();
        long print = user("emil").passwordPrint();

        page("/access/users/edit?name=emil");
        admin.post("/access/users/edit", "name", "emil", "password", "s3cret-of-emil");

        assertThat(user("emil").passwordHash()).startsWith("$argon2id$");
        assertThat(user("emil").passwordPrint()).isEqualTo(print);
        admin.post("/access/users/disable", "name", "emil");
        importNow("name,note\nemil,imported\n");
        assertThat(user("emil").passwordPrint()).isEqualTo(print);
        admin.post("/access/users/edit", "name", "emil", "password", "another-of-emil");
        assertThat(user("emil").passwordPrint()).isNotEqualTo(print);
    }

    private static void importNow(String text) {
        page("/access/users/import");
        String preview = admin.post("/access/users/import", "text", text).body();
        assertThat(preview).contains("will be disconnected");
        String token = preview.replaceAll("(?s).*name=\"token\" value=\"([^\"]+)\".*", "$1");
        redirected(admin.post("/access/users/import/confirm", "token", token), "/access/users");
    }

    @Test
    void from_a_user_it_is_one_step_to_its_clients_and_to_what_they_were_refused() {
        save("neil & co", "");
        assertThat(page("/access/users?q=neil"))
                .contains("href=\"/clients?user=neil%20%26%20co\"", "href=\"/access/refused?user=neil%20%26%20co\"");
    }

    @Test
    void users_are_searched_and_paged() {
        for (int i = 0; i < 60; i++) {
            save("paged-%02d".formatted(i), "");
        }
        String first = page("/access/users?q=paged");
        assertThat(first).contains("paged-49", "Next page").doesNotContain("paged-50");
        assertThat(page("/access/users?q=paged&after=paged-49")).contains("paged-50", "First page");
        assertThat(page("/access/users?q=nobody-of-this-name")).contains("No user has that in its name.");
    }

    @Test
    void an_import_is_shown_first_and_done_when_it_is_confirmed() {
        page("/access/users/import");
        String preview = admin.post(
                        "/access/users/import",
                        "text",
                        "name,password,groups\nimported-1,pass-word-1,a;b\nimported-2,,\n")
                .body();
        assertThat(preview).contains("2 new users").doesNotContain("pass-word-1");
        assertThat(web.builtin().users().find("imported-1").block()).isNull();
        String token = preview.replaceAll("(?s).*name=\"token\" value=\"([^\"]+)\".*", "$1");
        redirected(admin.post("/access/users/import/confirm", "token", token), "/access/users");
        assertThat(user("imported-1").groups()).containsExactlyInAnyOrder("a", "b");
        assertThat(user("imported-1").passwordHash()).startsWith("$argon2id$");
        redirected(admin.post("/access/users/import/confirm", "token", token), "/access/users/import");
    }

    @Test
    void an_import_with_a_wrong_line_imports_nothing_and_names_the_line() {
        page("/access/users/import");
        String preview = admin.post(
                        "/access/users/import",
                        "text",
                        "name,password,disabled\ngood-one,pass-word-2,\nx,pass-word-3,maybe\n")
                .body();
        assertThat(preview)
                .contains("1 problem", ">3<", "Disabled is true or false.")
                .doesNotContain("pass-word", "name=\"token\"");
        assertThat(web.builtin().users().find("good-one").block()).isNull();
    }

    @Test
    void an_export_has_no_hashes_unless_an_admin_asks_for_them() {
        web.builtin()
                .users()
                .save(new User("exported", "$argon2id$kept", null, List.of(), false, "=1+1", Instant.now()))
                .block();
        assertThat(admin.get("/access/users/export.csv").body())
                .startsWith("name,groups,disabled,note\r\n")
                .contains("exported,,false,'=1+1\r\n")
                .doesNotContain("argon2id$kept");
        page("/access/users");
        assertThat(admin.post("/access/users/export.csv").body()).contains("$argon2id$kept");
        Person viewer = Person.with(web, Role.VIEWER);
        viewer.get("/access/users");
        assertThat(viewer.post("/access/users/export.csv").statusCode()).isEqualTo(403);
    }
}
