package io.ternmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.config.SettingsException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.unit.DataSize;

class SettingsReaderTest {
    @TempDir
    private Path folder;

    @Test
    void without_anything_given_the_documented_defaults_hold() {
        BrokerSettings settings = SettingsReader.read(environment());
        assertThat(settings.dataDir()).isEqualTo(Path.of("./data"));
        assertThat(settings.nodeName()).isNotBlank();
        assertThat(settings.access().allowAnonymous()).isEqualTo(Anonymous.LOOPBACK);
        assertThat(settings.access().passwordFile()).isNull();
        assertThat(settings.session().maxSessionExpiry()).isEqualTo(Expiry.NEVER);
        assertThat(settings.session().maxWillDelay()).isEqualTo(WillDelay.parse("client"));
        assertThat(settings.limit().maxConnectSize()).isEqualTo(DataSize.ofKilobytes(64));
        assertThat(settings.session().serverReference()).isEmpty();
    }

    @Test
    void two_listeners_are_there_from_the_start() {
        Map<String, ListenerSettings> listeners =
                SettingsReader.read(environment()).listeners();
        assertThat(listeners).containsOnlyKeys("default", "websocket");
        assertThat(listeners.get("default").kind()).isEqualTo(Kind.TCP);
        assertThat(listeners.get("default").port()).isEqualTo(1883);
        assertThat(listeners.get("default").host()).isEqualTo("0.0.0.0");
        assertThat(listeners.get("default").allowedProtocolVersions()).containsExactly(3, 4, 5, 131, 132);
        assertThat(listeners.get("default").allowAnonymous()).isNull();
        assertThat(listeners.get("websocket").kind()).isEqualTo(Kind.WS);
        assertThat(listeners.get("websocket").port()).isEqualTo(8080);
        assertThat(listeners.get("websocket").websocket().path()).isEqualTo("/mqtt");
    }

    @Test
    void what_is_given_for_a_listener_leaves_its_other_defaults() {
        Map<String, ListenerSettings> listeners = SettingsReader.read(environment(arguments(
                        "--ternmq.listeners.default.port=11883",
                        "--ternmq.listeners.websocket.enabled=false",
                        "--ternmq.listeners.plain.kind=tcp",
                        "--ternmq.listeners.plain.port=1884")))
                .listeners();
        assertThat(listeners.get("default").port()).isEqualTo(11883);
        assertThat(listeners.get("default").kind()).isEqualTo(Kind.TCP);
        assertThat(listeners.get("websocket").enabled()).isFalse();
        assertThat(listeners.get("plain").enabled()).isTrue();
        assertThat(listeners.get("plain").backlog()).isEqualTo(4096);
    }

    @ParameterizedTest
    @CsvSource({
        "ternmq.node-name",
        "ternmq.nodeName",
        "ternmq.node_name",
        "TERNMQ.NODENAME",
        "Ternmq.Node-Name",
    })
    void a_key_may_be_written_as_one_likes(String key) {
        assertThat(SettingsReader.read(environment(arguments("--" + key + "=a")))
                        .nodeName())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "TERNMQ_NODE_NAME, ternmq.node-name",
        "TERNMQ_NODENAME, ternmq.node-name",
        "TERNMQ_ACCESS_PASSWORD_FILE, ternmq.access.password-file",
        "TERNMQ_ACCESS_PASSWORDFILE, ternmq.access.password-file",
        "TERNMQ_LISTENERS_DEFAULT_PORT, ternmq.listeners.default.port",
        "TERNMQ_LISTENERS_MY_TLS_PORT, ternmq.listeners.my-tls.port",
        "TERNMQ_LISTENERS_MY_TLS_KEY, ternmq.listeners.my.tls.key",
        "TERNMQ_LISTENERS_OTHER_ONE_TLS_CLIENT_CERTIFICATE, ternmq.listeners.other_one.tls.client-certificate",
        "TERNMQ_LISTENERS_DEFAULT_TRUSTED_PROXIES, ternmq.listeners.default.trusted-proxies",
    })
    void an_environment_variable_finds_its_setting(String variable, String key) {
        assertThat(EnvironmentVariables.findKey(
                        variable, SettingsCatalog.all(), java.util.Set.of("default", "other_one")))
                .isEqualTo(key);
    }

    @Test
    void the_command_line_goes_before_the_environment_and_that_before_files() throws IOException {
        StandardEnvironment environment = environment(
                arguments("--ternmq.node-name=line"),
                variables(Map.of("TERNMQ_NODE_NAME", "variable", "TERNMQ_DATA_DIR", "/variable")),
                yaml("ternmq:\n  node-name: file\n  data-dir: /file\n  queue.max-online-messages: 7"));
        BrokerSettings settings = SettingsReader.read(environment);
        assertThat(settings.nodeName()).isEqualTo("line");
        assertThat(settings.dataDir()).isEqualTo(Path.of("/variable"));
        assertThat(settings.queue().maxOnlineMessages()).isEqualTo(7);
    }

    @Test
    void every_type_of_value_is_read() throws IOException {
        BrokerSettings settings = SettingsReader.read(environment(yaml("""
                ternmq:
                  access:
                    allow-anonymous: false
                    acl-file: etc/acl
                    cache-expiry: 1500ms
                  session:
                    max-session-expiry: 2w
                    max-will-delay: 10s
                    retry-interval: PT3S
                    shared-subscription-policy: hash-topic
                    deliver-mode: BALANCE
                  queue:
                    max-online-bytes: 3mb
                  retained:
                    max-messages: 5000000000
                    available: off
                  listeners:
                    default:
                      allow-anonymous: true
                      proxy-protocol: true
                      trusted-proxies:
                        - 10.0.0.0/8
                        - 192.168.0.1
                      allowed-protocol-versions: 4, 5
                """)));
        assertThat(settings.access().allowAnonymous()).isEqualTo(Anonymous.FALSE);
        assertThat(settings.access().aclFile()).isEqualTo(Path.of("etc/acl"));
        assertThat(settings.access().cacheExpiry()).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.session().maxSessionExpiry().seconds()).isEqualTo(14 * 86400);
        assertThat(settings.session().maxWillDelay().seconds()).isEqualTo(10);
        assertThat(settings.session().retryInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.session().sharedSubscriptionPolicy()).isEqualTo(SessionSettings.SharedPolicy.HASH_TOPIC);
        assertThat(settings.session().deliverMode()).isEqualTo(SessionSettings.DeliverMode.BALANCE);
        assertThat(settings.queue().maxOnlineBytes()).isEqualTo(DataSize.ofMegabytes(3));
        assertThat(settings.retained().maxMessages()).isEqualTo(5_000_000_000L);
        assertThat(settings.retained().available()).isFalse();
        ListenerSettings listener = settings.listeners().get("default");
        assertThat(listener.allowAnonymous()).isEqualTo(Anonymous.TRUE);
        assertThat(listener.trustedProxies()).containsExactly("10.0.0.0/8", "192.168.0.1");
        assertThat(listener.allowedProtocolVersions()).containsExactly(4, 5);
    }

    @Test
    void an_empty_value_is_as_good_as_none() {
        BrokerSettings settings = SettingsReader.read(environment(variables(Map.of(
                "TERNMQ_ACCESS_PASSWORD_FILE", "", "TERNMQ_QUEUE_MAX_ONLINE_MESSAGES", "", "TERNMQ_NODE_NAME", ""))));
        assertThat(settings.access().passwordFile()).isNull();
        assertThat(settings.queue().maxOnlineMessages()).isEqualTo(1000);
        assertThat(settings.nodeName()).isNotBlank();
    }

    @Test
    void an_empty_list_is_no_default_list() throws IOException {
        BrokerSettings settings =
                SettingsReader.read(environment(yaml("ternmq.listeners.default.websocket.allowed-origins: []")));
        assertThat(settings.listeners().get("default").websocket().allowedOrigins())
                .isEmpty();
    }

    @Test
    void an_empty_section_says_nothing() throws IOException {
        assertThat(SettingsReader.read(environment(yaml("ternmq:\n  access:\n  listeners:\n")))
                        .listeners())
                .hasSize(2);
    }

    @Test
    void a_value_may_refer_to_another_property() {
        BrokerSettings settings = SettingsReader.read(environment(arguments("--ternmq.node-name=${pod}", "--pod=p-7")));
        assertThat(settings.nodeName()).isEqualTo("p-7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ternmq.listeners.default.port | abc | is wrong: 'abc' is no whole number, or one that is too large",
                "ternmq.listeners.default.port | 70000 | is wrong: 70000 is more than 65535",
                "ternmq.queue.max-online-messages | -2 | is wrong: -2 is less than -1",
                "ternmq.queue.max-online-messages | 99999999999 | is wrong: '99999999999' is no whole number, or one that is too large",
                "ternmq.access.allow-anonymous | maybe | is wrong: 'maybe' is none of loopback, true, false",
                "ternmq.session.upgrade-outgoing-qos | perhaps | is wrong: 'perhaps' is neither true nor false",
                "ternmq.session.retry-interval | 20 | is wrong: '20' is no span of time: a number with its unit is, such as 500ms, 20s, 5m, 1h or 1d",
                "ternmq.session.retry-interval | 2d | is wrong: 2d is more than 1d",
                "ternmq.limit.max-packet-size | lots | is wrong: 'lots' is no amount of data: a number with B, KB, MB or GB is, such as 64KB",
                "ternmq.limit.max-packet-size | 300MB | is wrong: 300MB is more than 268435460B",
                "ternmq.session.max-session-expiry | 3q | is wrong: '3q' has no unit among s, h, d, w, m, y",
                "ternmq.session.max-session-expiry | 99999999999999999y | is wrong: '99999999999999999y' is no span of time up to 136 years: a number with s, h, d, w, m or y is",
                "ternmq.session.max-session-expiry | -1d | is wrong: '-1d' is no span of time up to 136 years: a number with s, h, d, w, m or y is",
                "ternmq.listeners.default.allowed-protocol-versions | 4,6 | is wrong: '6' is none of 3, 4, 5, 131, 132",
                "ternmq.node-name | a/b | is wrong: it has a slash, a plus, a hash or a blank",
                "ternmq.node-name | ${nothing} | refers to something that is not there: ${nothing}",
                "ternmq.load.refuse-connects-percent | 79 | is wrong: pause-publishers-percent, refuse-connects-percent and drop-qos0-percent must not fall",
                "ternmq.listeners.default.kind | ssl | certificate",
            })
    void a_wrong_value_is_told_with_its_key_and_origin(String key, String value, String sentence) {
        SettingsException wrong = problemsOf(arguments("--" + key + "=" + value));
        Problem first = wrong.problems().get(0);
        if (sentence.equals("certificate")) {
            assertThat(wrong.problems())
                    .extracting(Problem::line)
                    .containsExactly(
                            "ternmq.listeners.default.tls.certificate is missing, which a listener of kind ssl needs",
                            "ternmq.listeners.default.tls.key is missing, which a listener of kind ssl needs");
        } else {
            assertThat(first.line()).isEqualTo(key + " (command line) " + sentence);
            assertThat(wrong).hasMessage(first.line());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ternmq.listners.default.port, ternmq.listeners.default.port",
        "ternmq.listeners.default.prot, ternmq.listeners.default.port",
        "ternmq.max-inflight-messages, ternmq.session.max-inflight-messages",
        "ternmq.max_client_id_size, ternmq.limit.max-client-id-bytes",
        "ternmq.access.password_fil, ternmq.access.password-file",
    })
    void an_unknown_key_is_told_with_the_nearest_known_one(String key, String nearest) {
        assertThat(problemsOf(arguments("--" + key + "=1")))
                .hasMessage(key + " (command line) is no setting; did you mean " + nearest + "?");
    }

    @Test
    void an_unknown_environment_variable_is_told_by_its_name() {
        assertThat(problemsOf(variables(Map.of("TERNMQ_ACESS_PASSWORD_FILE", "x"))))
                .hasMessage("TERNMQ_ACESS_PASSWORD_FILE (environment variable) is no setting;"
                        + " did you mean TERNMQ_ACCESS_PASSWORD_FILE?");
    }

    @Test
    void variables_that_kubernetes_makes_from_service_names_are_no_settings() {
        BrokerSettings settings = SettingsReader.read(environment(variables(Map.of(
                "TERNMQ_SERVICE_HOST", "10.0.0.1",
                "TERNMQ_SERVICE_PORT", "1883",
                "TERNMQ_SERVICE_PORT_MQTT", "1883",
                "TERNMQ_PORT", "tcp://10.0.0.1:1883",
                "TERNMQ_PORT_1883_TCP", "tcp://10.0.0.1:1883",
                "TERNMQ_PORT_1883_TCP_ADDR", "10.0.0.1",
                "TERNMQ_HEADLESS_SERVICE_HOST", "10.0.0.2"))));
        assertThat(settings.listeners()).containsOnlyKeys("default", "websocket");
    }

    @Test
    void a_mistake_in_a_file_is_told_with_its_line() throws IOException {
        SettingsException wrong = problemsOf(yaml("ternmq:\n  queue:\n    max-online-messages: many\n"));
        assertThat(wrong.problems().get(0).origin()).isEqualTo(folder.resolve("application.yml") + ":3");
    }

    @Test
    void all_mistakes_are_told_at_once() throws IOException {
        SettingsException wrong = problemsOf(
                yaml("ternmq:\n  queue:\n    max-online-messages: many\n  foo: 1\n"),
                variables(Map.of("TERNMQ_LISTENERS_DEFAULT_PORT", "x")),
                arguments("--ternmq.listeners.tls.kind=ssl"));
        assertThat(wrong.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "ternmq.foo",
                        "ternmq.queue.max-online-messages",
                        "ternmq.listeners.default.port",
                        "ternmq.listeners.tls.port");
        assertThat(wrong.getMessage().lines()).hasSize(5).first().isEqualTo("4 settings are wrong");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port=1884 | ternmq.listeners.x.kind is missing: tcp, ssl, ws, wss",
                "kind=tcp | ternmq.listeners.x.port is missing",
                "kind=tcp port=1883 | ternmq.listeners.x.port (command line) is wrong: listener default has port 1883 already",
                "kind=tcp port=1 proxy-protocol=true | ternmq.listeners.x.trusted-proxies is empty, while proxy-protocol needs to know whom to believe; 0.0.0.0/0 is everybody",
                "kind=ws port=1 websocket.forwarded-for=on | ternmq.listeners.x.trusted-proxies is empty, while websocket.forwarded-for needs to know whom to believe; 0.0.0.0/0 is everybody",
                "kind=ws port=1 websocket.path=mqtt | ternmq.listeners.x.websocket.path (command line) is wrong: it must begin with a slash",
                "kind=ssl port=1 tls.certificate=c tls.key=k tls.client-certificate=require | ternmq.listeners.x.tls.authorities is missing, which client-certificate require needs",
                "kind=ssl port=1 tls.certificate=c tls.key=k tls.identity-as-user-name=common-name | ternmq.listeners.x.tls.identity-as-user-name (command line) has nothing to take it from while client-certificate is none",
                "kind=ssl port=1 tls.certificate=c tls.key=k tls.versions=1.1 | ternmq.listeners.x.tls.versions (command line) is wrong: '1.1' is none of 1.2, 1.3",
            })
    void a_listener_must_make_sense(String options, String line) {
        String[] arguments = options.strip().split(" ", -1);
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = "--ternmq.listeners.x." + arguments[i];
        }
        assertThat(problemsOf(arguments(arguments))).hasMessage(line);
    }

    @Test
    void a_listener_that_is_not_enabled_needs_to_make_less_sense() {
        assertThat(SettingsReader.read(environment(arguments(
                                "--ternmq.listeners.x.kind=ssl",
                                "--ternmq.listeners.x.port=1883",
                                "--ternmq.listeners.x.enabled=false")))
                        .listeners())
                .containsKey("x");
    }

    @Test
    void a_secret_is_never_told() {
        Settings settings = SettingsReader.readSettings(
                environment(arguments("--ternmq.listeners.default.tls.key-password=geheim")));
        assertThat(SettingsTexts.of(settings.current())
                        .get("ternmq.listeners.default.tls.key-password")
                        .shown())
                .isEqualTo("(secret)");
    }

    @Test
    void an_environment_that_cannot_be_looked_into_is_refused() {
        assertThatThrownBy(() -> SettingsReader.read(
                        (org.springframework.core.env.Environment) java.lang.reflect.Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {org.springframework.core.env.Environment.class},
                                (proxy, method, arguments) -> null)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SettingsException problemsOf(PropertySource<?>... sources) {
        return catchThrowableOfType(SettingsException.class, () -> SettingsReader.read(environment(sources)));
    }

    private static PropertySource<?> arguments(String... arguments) {
        return new SimpleCommandLinePropertySource(arguments);
    }

    private static PropertySource<?> variables(Map<String, String> variables) {
        return new SystemEnvironmentPropertySource("systemEnvironment", new LinkedHashMap<>(variables));
    }

    private PropertySource<?> yaml(String text) throws IOException {
        Path file = folder.resolve("application.yml");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return new YamlPropertySourceLoader()
                .load("file", new FileSystemResource(file))
                .get(0);
    }

    /** With exactly these sources, first wins. */
    static StandardEnvironment environment(PropertySource<?>... sources) {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources all = environment.getPropertySources();
        all.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        all.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        for (PropertySource<?> source : List.of(sources)) {
            all.addLast(source);
        }
        all.addLast(new MapPropertySource("nothing", Map.of()));
        return environment;
    }
}
