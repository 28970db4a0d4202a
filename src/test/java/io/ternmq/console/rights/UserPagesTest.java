package io.ternmq.console.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.access.builtin.User;
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
