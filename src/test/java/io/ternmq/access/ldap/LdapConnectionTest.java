package io.ternmq.access.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import io.ternmq.FreePort;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whom a directory must be to get a password, and what is done while it is down. */
class LdapConnectionTest extends LdapFixture {
    // ------------------------------------------------------------------ certificates

    @Test
    void a_connection_in_the_clear_is_encrypted_before_anything_is_sent() {
        assertThat(ask(source(plain(), "ldap.user-dn", BY_NAME), "ann", "secret")
                        .verdict())
                .isEqualTo(Verdict.OK);
        assertThat(ask(source(plain(), "ldap.user-dn", BY_NAME, "ldap.start-tls", "false"), "ann", "secret")
                        .verdict())
                .isEqualTo(Verdict.OK);
    }

    @Test
    void a_directory_that_nobody_vouches_for_or_with_another_name_gets_no_password() throws IOException {
        Path strangers = Files.writeString(
                folder.resolve("other.pem"),
                new TestCertificates("Other").authority().certificatePem());
        String ports = plain().replace("127.0.0.1", "localhost");
        List<LdapSource> wrong = List.of(
                source(tls("127.0.0.1"), "ldap.user-dn", BY_NAME, "ldap.authorities", strangers.toString()),
                source(plain(), "ldap.user-dn", BY_NAME, "ldap.authorities", strangers.toString()),
                source(tls("localhost"), "ldap.user-dn", BY_NAME),
                source(ports, "ldap.user-dn", BY_NAME));
        for (LdapSource source : wrong) {
            Answer answer = ask(source, "ann", "secret");
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
        assertThat(binds).isEmpty();
    }

    // ------------------------------------------------------------------ a directory that is down

    @Test
    void while_the_directory_is_down_nobody_is_admitted_and_it_is_served_again_when_it_is_up() throws Exception {
        int port = FreePort.next();
        LdapSource source = source("ldap://127.0.0.1:" + port, "ldap.user-dn", BY_NAME, "ldap.start-tls", "false");
        for (int i = 0; i < 6; i++) {
            Answer answer = ask(source, "ann", "secret");
            assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
            assertThat(answer.rule()).doesNotContain("secret");
        }
        assertThat(source.health().state()).isEqualTo(SourceHealth.State.DOWN);
        InMemoryDirectoryServer late = directory(null, port);
        late.startListening();
        try {
            await().until(() -> ask(source, "ann", "secret").verdict() == Verdict.OK);
        } finally {
            late.shutDown(true);
        }
    }

    @Test
    void a_connection_that_was_closed_meanwhile_is_opened_again() {
        LdapSource source = bySearch();
        assertThat(ask(source, "ann", "secret").verdict()).isEqualTo(Verdict.OK);
        directory.closeAllConnections(false);
        assertThat(ask(source, "ann", "secret").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void a_directory_that_does_not_answer_is_given_up_on_time_and_so_are_those_that_wait() {
        LdapSource source = source(
                tls("127.0.0.1"),
                "ldap.user-dn",
                BY_NAME,
                "ldap.time-limit",
                "200ms",
                "ldap.connections",
                "1",
                "ldap.max-waiting",
                "3");
        hangs = true;
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            source.authenticate(Somebody.elsewhere().as("ann", "secret").request(), answer::complete);
            answers.add(answer);
        }
        assertThat(Asking.get(answers.get(3)).reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);
        for (CompletableFuture<Answer> answer : answers.subList(0, 3)) {
            assertThat(Asking.get(answer).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
    }

    @Test
    void an_account_that_may_not_search_is_a_failure_and_no_wrong_password() {
        Answer answer = ask(bySearch("ldap.bind-password", "forgotten"), "ann", "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(answer.rule()).doesNotContain("forgotten");
    }
}
