package io.ternmq.access.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.builtin.User;
import io.ternmq.access.database.DatabaseStore;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.config.DatabaseSettings;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinUsersTest {
    @TempDir
    private Path folder;

    private final AtomicInteger slowChecks = new AtomicInteger();
    private DatabaseStore store;
    private BuiltinUsers users;

    @BeforeEach
    void open() {
        store = open("");
        users = users(store, counting());
    }

    private DatabaseStore open(String url) {
        DatabaseSettings settings = new DatabaseSettings(
                url, "", "", 4, Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofDays(365), 100_000);
        return DatabaseStore.open(settings, folder, new EventBus());
    }

    private static BuiltinUsers users(DatabaseStore of, Executor executor) {
        return new BuiltinUsers(of, Duration.ofHours(1), executor);
    }

    private Executor counting() {
        return task -> {
            slowChecks.incrementAndGet();
            task.run();
        };
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void keep(String name, @Nullable String hash, @Nullable String scramKeys, boolean disabled) {
        User user = new User(name, hash, scramKeys, List.of("staff"), disabled, "", Instant.EPOCH);
        store.users().save(user).block(Duration.ofSeconds(30));
    }

    private void keep(String name, String hash) {
        keep(name, hash, null, false);
    }

    private static Answer ask(BuiltinUsers asked, @Nullable String name, @Nullable String password) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        asked.authenticate(Somebody.elsewhere().as(name, password).request(), answer::complete);
        return answer.get(30, TimeUnit.SECONDS);
    }

    private Answer ask(@Nullable String name, @Nullable String password) throws Exception {
        return ask(users, name, password);
    }

    @Test
    void who_gives_the_right_password_is_admitted_with_its_groups() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        Answer answer = ask("bob", "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.groups()).containsExactly("staff");
    }

    @Test
    void who_gives_another_password_is_refused() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        Answer answer = ask("bob", "Secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(answer.rule()).isEqualTo("user 'bob' has another password");
    }

    @Test
    void who_is_not_known_is_left_to_others_after_as_much_work_as_for_a_known_one() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        assertThat(ask("eve", "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(slowChecks).hasValue(1);
        assertThat(ask("eve", "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(slowChecks).hasValue(2);
    }

    @Test
    void who_gives_no_name_or_no_password_is_left_to_others() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        assertThat(ask(null, "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(ask("bob", null).verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    void who_is_disabled_is_refused_and_told_so_only_with_the_right_password() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")), null, true);
        Answer right = ask("bob", "secret");
        assertThat(right.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(right.rule()).isEqualTo("user 'bob' is disabled");
        assertThat(ask("bob", "secret").rule()).isEqualTo("user 'bob' is disabled");
        assertThat(ask("bob", "wrong").rule()).isEqualTo("user 'bob' has another password");
    }

    @Test
    void who_has_no_password_is_refused_after_as_much_work() throws Exception {
        keep("bob", null, null, false);
        assertThat(ask("bob", "").reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(slowChecks).hasValue(1);
    }

    @Test
    void hashes_of_other_programs_are_understood() throws Exception {
        keep("argon", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
        keep("bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
        keep("sha512", Sha512Hash.ofPassword(utf8("p")).text());
        keep("scram", ScramKeys.ofPassword(utf8("p"), 4096).text());
        assertThat(ask("argon", "password").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask("argon", "passwort").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask("bcrypt", "U*U").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask("bcrypt", "U*V").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask("sha512", "p").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask("scram", "p").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_hash_that_is_none_or_would_cost_too_much_admits_nobody() throws Exception {
        for (String hash : List.of(
                "secret",
                "",
                "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")) {
            keep("bob", hash);
            Answer answer = ask("bob", "secret");
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        }
    }

    @Test
    void a_password_that_was_checked_is_known_until_the_user_changes() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        for (int i = 0; i < 5; i++) {
            assertThat(ask("bob", "secret").verdict()).isEqualTo(Verdict.OK);
        }
        assertThat(slowChecks).hasValue(1);
        assertThat(ask("bob", "wrong").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(slowChecks).hasValue(2);
        keep("bob", Passwords.argon2id(utf8("other")));
        assertThat(ask("bob", "secret").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask("bob", "other").verdict()).isEqualTo(Verdict.OK);
        store.users().delete("bob").block(Duration.ofSeconds(30));
        assertThat(ask("bob", "other").verdict()).isEqualTo(Verdict.NEXT);
    }

    @Test
    void when_too_many_wait_it_says_so() throws Exception {
        keep("bob", Passwords.argon2id(utf8("secret")));
        BuiltinUsers busy = users(store, task -> {
            throw new RejectedExecutionException();
        });
        assertThat(ask(busy, "bob", "secret").reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);
    }

    @Test
    void without_any_user_it_knows_nobody_and_does_no_work() throws Exception {
        assertThat(users.knowsUsers()).isTrue();
        users.start();
        await().until(() -> !users.knowsUsers());
        assertThat(ask("bob", "secret").verdict()).isEqualTo(Verdict.NEXT);
        assertThat(slowChecks).hasValue(0);
        keep("bob", Passwords.argon2id(utf8("secret")));
        assertThat(users.knowsUsers()).isTrue();
        store.users().delete("bob").block(Duration.ofSeconds(30));
        await().until(() -> !users.knowsUsers());
    }

    @Test
    void the_first_question_finds_out_whether_there_are_users() throws Exception {
        assertThat(ask("bob", "secret").rule()).isEqualTo("there are no users");
        assertThat(users.knowsUsers()).isFalse();
    }

    @Test
    void while_the_database_is_down_everybody_is_refused() throws Exception {
        try (DatabaseStore down = open("r2dbc:postgresql://127.0.0.1:1/ternmq")) {
            BuiltinUsers unlucky = users(down, counting());
            Answer answer = ask(unlucky, "bob", "secret");
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.reasonCode()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
            assertThat(unlucky.knowsUsers()).isTrue();
            assertThat(scramKeys(unlucky, "bob")).isEmpty();
        }
    }

    private static Optional<ScramKeys> scramKeys(BuiltinUsers asked, String name) throws Exception {
        CompletableFuture<Optional<ScramKeys>> keys = new CompletableFuture<>();
        asked.findScramKeys(name, found -> keys.complete(Optional.ofNullable(found)));
        return keys.get(30, TimeUnit.SECONDS);
    }

    @Test
    void scram_keys_are_found_but_not_of_who_is_disabled() throws Exception {
        String text = Passwords.scramKeys(utf8("secret"));
        keep("bob", null, text, false);
        keep("eve", null, text, true);
        keep("ann", null, "nonsense", false);
        assertThat(scramKeys(users, "bob")).map(ScramKeys::text).contains(text);
        assertThat(scramKeys(users, "eve")).isEmpty();
        assertThat(scramKeys(users, "ann")).isEmpty();
        assertThat(scramKeys(users, "nobody")).isEmpty();
    }
}
