package io.ternmq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.password.PasswordHash;
import io.ternmq.conformance.Checklist;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PasswdCommandTest {
    /** A line of VerneMQ's own test file. */
    private static final String GRAF =
            "graf:$6$TpanaxPN2jQNCOyO$QBekdMp9TsTnJ4Sl57Y6NVPr2ZfRNQop+rEQijx+0VzsaRdvi1LCHpgVsbi4mHNScPnFNZUgfqijWLcLepEhOw==";

    @TempDir
    Path folder;

    private final InputStream realInput = System.in;
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("vmq.passwd");
    }

    @AfterEach
    void giveInputBack() {
        System.setIn(realInput);
    }

    @Test
    @Checklist(integrations = 3)
    void creates_a_file_that_only_its_owner_reads() throws IOException {
        assertThat(passwd("secret\nsecret\n", "-c", file.toString(), "ann")).isZero();
        assertThat(verifies(lines().get(0), "ann", "secret")).isTrue();
        assertThat(verifies(lines().get(0), "ann", "other")).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    @Checklist(integrations = 2)
    void refuses_to_create_over_a_file_unless_forced() throws IOException {
        Files.writeString(file, GRAF + "\n");
        assertThat(passwd("x\nx\n", "-c", file.toString(), "ann")).isEqualTo(1);
        assertThat(err.toString()).contains("-cf overwrites it");
        assertThat(lines()).containsExactly(GRAF);
        assertThat(passwd("x\nx\n", "-cf", file.toString(), "ann")).isZero();
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(verifies(line, "ann", "x")).isTrue());
    }

    @Test
    @Checklist(integrations = 2)
    void adds_and_replaces_users_and_leaves_the_others_alone() throws IOException {
        Files.writeString(file, GRAF + "\nnot an entry\n");
        assertThat(passwd("one\none\n", file.toString(), "gra")).isZero();
        assertThat(passwd("two\ntwo\n", file.toString(), "gra")).isZero();
        assertThat(lines()).hasSize(3).startsWith(GRAF, "not an entry");
        assertThat(verifies(lines().get(2), "gra", "two")).isTrue();
    }

    @Test
    void needs_the_file_to_exist_when_it_shall_not_create() {
        assertThat(passwd("x\nx\n", file.toString(), "ann")).isEqualTo(1);
        assertThat(err.toString()).contains("-c creates it");
    }

    @Test
    @Checklist(integrations = 2)
    void deletes_a_user_and_only_warns_of_an_unknown_one() throws IOException {
        Files.writeString(file, GRAF + "\ngra:$6$YQ==$YQ==\n");
        assertThat(passwd("", "-D", file.toString(), "gra")).isZero();
        assertThat(lines()).containsExactly(GRAF);
        assertThat(passwd("", "-D", file.toString(), "nobody")).isZero();
        assertThat(err.toString()).contains("nobody");
    }

    @Test
    @Checklist(integrations = 2)
    void converts_plain_passwords_and_leaves_hashes() throws IOException {
        Files.writeString(file, "ann:pa:ss\n" + GRAF + "\n");
        assertThat(passwd("", "-U", file.toString())).isZero();
        assertThat(verifies(lines().get(0), "ann", "pa:ss")).isTrue();
        assertThat(lines().get(1)).isEqualTo(GRAF);
    }

    @Test
    void keeps_a_password_for_scram_when_asked_to() throws IOException {
        assertThat(passwd("secret\nsecret\n", "-c", "--scram", file.toString(), "ann"))
                .isZero();
        assertThat(lines().get(0)).startsWith("ann:$scram-sha-256$8192$");
        assertThat(verifies(lines().get(0), "ann", "secret")).isTrue();
        Files.writeString(file, "bob:plain\n" + GRAF + "\n");
        assertThat(passwd("", "-U", "--scram", file.toString())).isZero();
        assertThat(lines().get(0)).startsWith("bob:$scram-sha-256$");
        assertThat(verifies(lines().get(0), "bob", "plain")).isTrue();
        assertThat(lines().get(1)).isEqualTo(GRAF);
        assertThat(passwd("", "-D", "--scram", file.toString(), "bob")).isEqualTo(2);
    }

    @Test
    void keeps_a_password_as_vernemq_does_otherwise() throws IOException {
        passwd("secret\nsecret\n", "-c", file.toString(), "ann");
        assertThat(lines().get(0)).matches("ann:\\$6\\$[A-Za-z0-9+/]{16}\\$[A-Za-z0-9+/]{86}==");
    }

    @Test
    @Checklist(integrations = 3)
    void refuses_empty_and_different_passwords() throws IOException {
        Files.writeString(file, GRAF + "\n");
        assertThat(passwd("\n\n", file.toString(), "ann")).isEqualTo(1);
        assertThat(passwd("a\nb\n", file.toString(), "ann")).isEqualTo(1);
        assertThat(lines()).containsExactly(GRAF);
    }

    @Test
    void refuses_user_names_that_a_line_cannot_hold() {
        assertThat(passwd("a\na\n", "-c", file.toString(), "a:b")).isEqualTo(2);
        assertThat(passwd("a\na\n", "-c", file.toString(), "a\nb")).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void refuses_options_that_exclude_each_other() {
        assertThat(passwd("", "-D", "-U", file.toString(), "ann")).isEqualTo(2);
        assertThat(passwd("", "-f", file.toString(), "ann")).isEqualTo(2);
        assertThat(passwd("", "-U", file.toString(), "ann")).isEqualTo(2);
    }

    @Test
    void keeps_who_may_read_the_file() throws IOException {
        Files.writeString(file, GRAF + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(passwd("x\nx\n", file.toString(), "ann")).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder).isDirectoryContaining("glob:**/vmq.passwd");
        assertThat(folder.toFile().list()).hasSize(1);
    }

    private int passwd(String input, String... args) {
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        CommandLine command = AdminCommand.commandLine();
        command.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(new StringWriter(), true));
        String[] all = new String[args.length + 1];
        all[0] = "passwd";
        System.arraycopy(args, 0, all, 1, args.length);
        return command.execute(all);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    private static boolean verifies(String line, String user, String password) {
        return line.startsWith(user + ":")
                && PasswordHash.parse(line.substring(user.length() + 1))
                        .verify(password.getBytes(StandardCharsets.UTF_8));
    }
}
