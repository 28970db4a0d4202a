package io.ternmq.access.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.outside.Asking;
import io.ternmq.event.EventBus;
import io.ternmq.transport.TestCertificates;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** UnboundID's directory in this process, and sources that speak to it by its real protocol. */
abstract class LdapFixture {
    static final String BASE = "dc=example,dc=com";
    static final String BY_NAME = "uid=%u,ou=people," + BASE;

    @TempDir
    Path folder;

    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TestCertificates authority = new TestCertificates("Authority");
    final List<String> binds = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    volatile boolean hangs;
    private final List<LdapSource> sources = new ArrayList<>();
    InMemoryDirectoryServer directory;
    private Path trusted;

    @BeforeEach
    void start() throws Exception {
        trusted = Files.writeString(
                folder.resolve("ca.pem"), authority.authority().certificatePem());
        directory = directory(TestCertificates.serverContext(authority.server("ldap.example.com")), 0);
        directory.startListening();
    }

    InMemoryDirectoryServer directory(@Nullable SSLContext tls, int port) throws Exception {
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

    static void addUser(InMemoryDirectoryServer directory, String rdn, String uid, String password) throws Exception {
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

    String plain() {
        return "ldap://127.0.0.1:" + directory.getListenPort("plain");
    }

    String tls(String host) {
        return "ldaps://" + host + ":" + directory.getListenPort("tls");
    }

    LdapSource source(String url, String... more) {
        List<String> all = new ArrayList<>(List.of("ldap.url", url, "ldap.authorities", trusted.toString()));
        all.addAll(List.of(more));
        LdapSource source =
                new LdapSource(Asking.settings(all.toArray(String[]::new)).ldap(), new EventBus(), timer);
        sources.add(source);
        return source;
    }

    LdapSource byName() {
        return source(tls("127.0.0.1"), "ldap.user-dn", BY_NAME);
    }

    LdapSource bySearch(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "ldap.search-base", "ou=people," + BASE, "ldap.bind-dn", "cn=finder", "ldap.bind-password", "finding"));
        all.addAll(List.of(more));
        return source(tls("127.0.0.1"), all.toArray(String[]::new));
    }

    static Answer ask(LdapSource source, @Nullable String user, @Nullable String password) {
        return Asking.ask(source, Somebody.elsewhere().as(user, password));
    }
}
