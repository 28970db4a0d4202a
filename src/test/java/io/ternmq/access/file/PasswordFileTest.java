package io.ternmq.access.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import io.ternmq.config.AccessSettings.Disconnects;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordFileTest {
    private static final String OF_VERNEMQ = "graf:$6$TpanaxPN2jQNCOyO$"
            + "QBekdMp9TsTnJ4Sl57Y6NVPr2ZfRNQop+rEQijx+0VzsaRdvi1LCHpgVsbi4mHNScPnFNZUgfqijWLcLepEhOw==";

    @TempDir
    private Path folder;

    private final Deque<Runnable> slow = new ArrayDeque<>();

    private static String hash(String password) {
        return Sha512Hash.ofPassword(password.getBytes(StandardCharsets.UTF_8)).text();
    }

    private static String scram(String password) {
        return ScramKeys.ofPassword(password.getBytes(StandardCharsets.UTF_8), 4096)
                .text();
    }

    private PasswordFile file(Executor slowChecks, String... lines) throws IOException {
        Path path = folder.resolve("vmq.passwd");
        Files.write(path, List.of(lines), StandardCharsets.UTF_8);
        return new PasswordFile(path, Disconnects.CHANGED, new EventBus(), slowChecks);
    }

    private PasswordFile file(String... lines) throws IOException {
        return file(slow::add, lines);
    }

    private static Answer ask(PasswordFile file, String user, String password) {
        List<Answer> answers = new ArrayList<>();
        file.authenticate(Somebody.elsewhere().as(user, password).request(), answers::add);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    @Test
    void the_right_password_is_ok_and_a_wrong_one_ends_the_chain() throws IOException {
        PasswordFile file = file(OF_VERNEMQ, "bob:" + hash("secret"));
        assertThat(ask(file, "bob", "secret").verdict()).isEqualTo(Verdict.OK);
        for (String user : List.of("bob", "graf")) {
            Answer wrong = ask(file, user, "wrong");
            assertThat(wrong.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(wrong.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(wrong.rule())
                    .isEqualTo("user '" + user + "' has another password in " + folder.resolve("vmq.passwd"))
                    .doesNotContain("wrong");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, secret, has no user 'nobody'",
        "Bob, secret, has no user 'Bob'",
        "'bob ', secret, has no user 'bob '",
        "bob, , no password was given",
        ", secret, no user name was given",
        ", , no user name was given",
    })
    void an_unknown_user_or_missing_credentials_leave_it_to_the_next(String user, String password, String rule)
            throws IOException {
        Answer answer = ask(file("bob:" + hash("secret")), user, password);
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
        assertThat(answer.rule()).endsWith(rule);
    }

    @Test
    void the_line_is_split_at_the_first_colon_and_the_last_line_of_a_user_counts() throws IOException {
        PasswordFile file = file("bob:" + hash("old"), "", "  ", ":" + hash("empty"), "bob:" + hash("new"));
        assertThat(ask(file, "bob", "new").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask(file, "bob", "old").verdict()).isEqualTo(Verdict.REJECT);
        assertThat(ask(file, "", "empty").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void an_empty_file_knows_nobody() throws IOException {
        assertThat(ask(file(), "bob", "secret").verdict()).isEqualTo(Verdict.NEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bob:secret | line 2 has no password hash after the colon: $6$<salt>$<hash> or $scram-sha-256$<iterations>$<salt>$<stored key>$<server key>",
                "bob | line 2 has no colon between user name and password hash",
                "# bob | line 2 has no colon between user name and password hash",
                "bob:$6$AAAA$AAAA | line 2 has a hash that is not SHA-512",
                "bob:$6$AAAA | line 2 has no password hash of the form $6$<salt>$<hash>",
                "bob:x:$6$TpanaxPN2jQNCOyO$AAAA | line 2 has no password hash after the colon: $6$<salt>$<hash> or $scram-sha-256$<iterations>$<salt>$<stored key>$<server key>",
            })
    void a_bad_line_stops_the_start_with_its_number_and_without_its_text(String line, String problem) {
        assertThatThrownBy(() -> file(OF_VERNEMQ, line))
                .isInstanceOf(StartupException.class)
                .hasMessage("ternmq.access.password-file names " + folder.resolve("vmq.passwd") + ": " + problem);
    }

    @Test
    void a_file_that_is_not_there_stops_the_start() {
        assertThatThrownBy(
                        () -> new PasswordFile(folder.resolve("none"), Disconnects.CHANGED, new EventBus(), slow::add))
                .isInstanceOf(StartupException.class)
                .hasMessage("ternmq.access.password-file names " + folder.resolve("none") + ", which is not there");
        assertThatThrownBy(() -> new PasswordFile(folder, Disconnects.CHANGED, new EventBus(), slow::add))
                .hasMessageStartingWith("ternmq.access.password-file names " + folder + ", which can't be read: ");
    }

    @Test
    void a_scram_line_serves_plain_passwords_too_on_another_thread() throws IOException {
        PasswordFile file = file("bob:" + scram("secret"));
        List<Answer> answers = new ArrayList<>();
        for (String password : List.of("secret", "wrong")) {
            file.authenticate(Somebody.elsewhere().as("bob", password).request(), answers::add);
        }
        assertThat(answers).isEmpty();
        slow.forEach(Runnable::run);
        assertThat(answers).extracting(Answer::verdict).containsExactly(Verdict.OK, Verdict.REJECT);
    }

    @Test
    void too_many_slow_checks_are_refused_and_do_not_wait() throws IOException {
        Answer answer = ask(
                file(
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        "bob:" + scram("secret")),
                "bob",
                "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);
    }

    /** Else the time it takes would tell which names there are. */
    @Test
    void an_unknown_user_is_checked_like_a_known_one() throws IOException {
        PasswordFile file = file("bob:" + scram("secret"));
        file.authenticate(Somebody.elsewhere().as("nobody", "secret").request(), answer -> {
            assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
        });
        assertThat(slow).hasSize(1);
        slow.forEach(Runnable::run);
        PasswordFile mixed = file("bob:" + scram("secret"), "eve:" + hash("secret"));
        slow.clear();
        for (int i = 0; i < 200; i++) {
            int before = slow.size();
            mixed.authenticate(Somebody.elsewhere().as("user" + i, "x").request(), answer -> {});
            boolean isSlow = slow.size() > before;
            mixed.authenticate(Somebody.elsewhere().as("user" + i, "x").request(), answer -> {});
            assertThat(slow.size() > before + 1).as("the same at each time").isEqualTo(isSlow);
        }
        assertThat(slow).hasSizeBetween(100, 300);
    }

    @Test
    void scram_keys_are_found_for_users_that_have_them() throws IOException {
        PasswordFile file = file("bob:" + scram("secret"), OF_VERNEMQ);
        List<ScramKeys> found = new ArrayList<>();
        file.findScramKeys("bob", found::add);
        file.findScramKeys("graf", found::add);
        file.findScramKeys("nobody", found::add);
        assertThat(found.get(0)).isNotNull();
        assertThat(found.subList(1, 3)).containsOnlyNulls();
        assertThat(file.iterationsOfUnknown("nobody")).isEqualTo(4096);
    }

    private Path other(String... lines) throws IOException {
        Path path = folder.resolve("other.passwd");
        Files.write(path, List.of(lines), StandardCharsets.UTF_8);
        return path;
    }

    /** Has the file say something else, and read. */
    private void change(PasswordFile file, String... lines) throws IOException {
        Path path = folder.resolve("vmq.passwd");
        Files.write(path, List.of(lines), StandardCharsets.UTF_8);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
        file.poll();
        file.poll();
    }

    private static Client admitted(PasswordFile file, String user) {
        Client somebody = Somebody.elsewhere().user(user).admitted();
        return new Client(
                somebody.id(),
                user,
                somebody.peer(),
                List.of(),
                PasswordFile.NAME,
                null,
                Long.MAX_VALUE,
                ask(file, user, "secret").passwordPrint());
    }

    @Test
    void a_file_that_was_only_looked_at_withdraws_nobody() throws IOException, UnusableFileException {
        String bob = "bob:" + hash("secret");
        PasswordFile file = file(bob);
        AtomicInteger told = new AtomicInteger();
        file.onWithdrawal(told::incrementAndGet);
        Client client = admitted(file, "bob");

        file.prepare(other("eve:" + hash("secret")));
        change(file, bob, "ann:" + hash("secret"));

        assertThat(ask(file, "ann", "secret").verdict()).isEqualTo(Verdict.OK);
        assertThat(file.withdrawn(client)).isNull();
        assertThat(told).hasValue(0);
    }

    @Test
    void who_has_to_go_is_told_by_what_held_when_the_other_file_took_its_place()
            throws IOException, UnusableFileException {
        PasswordFile file = file("bob:" + hash("secret"));
        AtomicInteger told = new AtomicInteger();
        file.onWithdrawal(told::incrementAndGet);
        Client client = admitted(file, "bob");

        Runnable taking = file.prepare(other("eve:" + hash("secret")));
        change(file, Files.readString(folder.resolve("vmq.passwd")).strip(), "ann:" + hash("secret"));
        assertThat(told).hasValue(0);
        taking.run();

        assertThat(told).hasValue(1);
        assertThat(file.withdrawn(client)).endsWith("other.passwd has no user 'bob' any more");
    }
}
