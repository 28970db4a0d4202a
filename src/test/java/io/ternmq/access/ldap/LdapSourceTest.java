package io.ternmq.access.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against UnboundID's directory in this process, by its real protocol. */
class LdapSourceTest {
    private static final String BASE = "dc=example,dc=com";
    private static final String BY_NAME = "uid=%u,ou=people," + BASE;

    @TempDir
    private Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TestCertificates authority = new TestCertificates("Authority");
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean hangs;
    private final List<LdapSource> sources = new ArrayList<>();
    private InMemoryDirectoryServer directory;
    private Path trusted;

    @BeforeEach
    void start() throws Exception {
        trusted = Files.writeString(
                folder.resolve("ca.pem"), authority.authority().certificatePem());
        directory = directory(TestCertificates.serverContext(authority.server("ldap.example.com")), 0);
        directory.startListening();
    }

    private InMemoryDirectoryServer directory(@Nullable SSLContext tls, int port) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials("cn=finder", "finding");
        InetAddress here = InetAddress.getLoopbackAddress();
        if (tls == null) {
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("plain", here, port, null));
        } else {
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("plain", here, port, tls.getSocketFactory()),
                    InMemoryListenerConfig.createLDAPSConfig(
                            "tls", here, 0, tls.getServerSocketFactory(), tls.getSocketFactory()));
        }
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                binds.add(request.getRequest().getBindDN());
                if (hangs) {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        });
        InMemoryDirectoryServer made = new InMemoryDirectoryServer(config);
        made.add("dn: " + BASE, "objectClass: domain", "dc: example");
        made.add("dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
        made.add("dn: ou=groups," + BASE, "objectClass: organizationalUnit", "ou: groups");
        addUser(made, "uid=ann", "ann", "secret");
        addUser(made, "uid=bob", "bob", "hidden");
        for (String group : List.of("staff", "night")) {
            made.add(
                    "dn: cn=" + group + ",ou=groups," + BASE,
                    "objectClass: groupOfNames",
                    "cn: " + group,
                    "member: uid=ann,ou=people," + BASE);
        }
        made.add(
                "dn: cn=board,ou=groups," + BASE,
                "objectClass: groupOfNames",
                "cn: board",
                "member: uid=bob,ou=people," + BASE);
        return made;
    }

    private static void addUser(InMemoryDirectoryServer directory, String rdn, String uid, String password)
            throws Exception {
        directory.add(
                "dn: " + rdn + ",ou=people," + BASE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "userPassword: " + password);
    }

    @AfterEach
    void end() {
        end.countDown();
        sources.forEach(LdapSource::close);
        directory.shutDown(true);
        timer.shutdownNow();
    }

    private String plain() {
        return "ldap://127.0.0.1:" + directory.getListenPort("plain");
    }

    private String tls(String host) {
        return "ldaps://" + host + ":" + directory.getListenPort("tls");
    }

    private LdapSource source(String url, String... more) {
        List<String> all = new ArrayList<>(List.of("ldap.url", url, "ldap.authorities", trusted.toString()));
        all.addAll(List.of(more));
        LdapSource source =
                new LdapSource(Asking.settings(all.toArray(String[]::new)).ldap(), new EventBus(), timer);
        sources.add(source);
        return source;
    }

    private LdapSource byName() {
        return source(tls("127.0.0.1"), "ldap.user-dn", BY_NAME);
    }

    private LdapSource bySearch(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "ldap.search-base", "ou=people," + BASE, "ldap.bind-dn", "cn=finder", "ldap.bind-password", "finding"));
        all.addAll(List.of(more));
        return source(tls("127.0.0.1"), all.toArray(String[]::new));
    }

    private static Answer ask(LdapSource source, @Nullable String user, @Nullable String password) {
        return Asking.ask(source, Somebody.elsewhere().as(user, password));
    }

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

    // ------------------------------------------------------------------ injection

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "an*",
                "ann)(uid=*",
                "*)(|(uid=*",
                "ann)(&)",
                "\\61nn",
                "ann\u0000",
                "(uid=ann)",
                "a|b&!c",
                "ann,ou=people",
                "x)(cn=*))(|(cn=*",
            })
    void a_name_with_the_marks_of_a_filter_finds_nobody(String name) {
        Answer answer = ask(bySearch(), name, "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann,ou=people,dc=example,dc=com",
                "ann+cn=ann",
                "\\61nn",
                "#04",
                "ann\\",
                "\"ann\"",
                "ann;x",
                " ann\u0000",
                "<ann>",
                "ann=ann",
            })
    void a_name_with_the_marks_of_an_entrys_name_stays_one_part_of_it(String name) {
        Answer answer = ask(byName(), name, "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(binds).hasSize(1);
        assertThat(binds.get(0)).isNotEqualToIgnoringCase("uid=ann,ou=people,dc=example,dc=com");
    }

    @Test
    void a_name_with_marks_that_is_really_there_is_found() throws Exception {
        String name = "o'neil, (x*y) #1";
        directory.add(new com.unboundid.ldap.sdk.Entry(
                new com.unboundid.ldap.sdk.DN(
                        new com.unboundid.ldap.sdk.RDN("uid", name),
                        new com.unboundid.ldap.sdk.DN("ou=people," + BASE)),
                new com.unboundid.ldap.sdk.Attribute("objectClass", "inetOrgPerson"),
                new com.unboundid.ldap.sdk.Attribute("uid", name),
                new com.unboundid.ldap.sdk.Attribute("cn", name),
                new com.unboundid.ldap.sdk.Attribute("sn", name),
                new com.unboundid.ldap.sdk.Attribute("userPassword", "secret")));
        assertThat(ask(byName(), name, "secret").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask(bySearch(), name, "secret").verdict()).isEqualTo(Verdict.OK);
    }

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
        int port = freePort();
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
