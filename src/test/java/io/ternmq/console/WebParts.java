package io.ternmq.console;

import io.ternmq.Broker;
import io.ternmq.TernMq;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.access.builtin.Role;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.observe.Observatory;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.MessageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The web parts as they run in the broker, around a node that a test has in its hands; on a free port of this machine. */
public final class WebParts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient client = HttpClient.newHttpClient();

    private final Broker broker;
    private final Observatory observatory;
    private final ConfigurableApplicationContext context;
    private final BuiltinStore builtin;

    private WebParts(
            Broker broker, Observatory observatory, BuiltinStore builtin, ConfigurableApplicationContext context) {
        this.broker = broker;
        this.observatory = observatory;
        this.builtin = builtin;
        this.context = context;
    }

    /** Starts them. */
    public static WebParts around(NodeToWatch node, String... arguments) {
        return around(node, new MemoryStore(), arguments);
    }

    /** Starts them for a node with this store, which the test closes. */
    public static WebParts around(NodeToWatch node, MessageStore store, String... arguments) {
        Observatory observatory = node.observatory();
        SpringApplication application = new SpringApplication(TernMq.class);
        BuiltinStore builtin = new MemoryBuiltinStore();
        Broker broker = Broker.of(settings(), builtin);
        Map<String, Object> parts = new HashMap<>(broker.parts());
        parts.put("observatory", observatory);
        parts.put("settings", node.settings);
        parts.put("messageStore", store);
        application.addInitializers(context -> parts.forEach(context.getBeanFactory()::registerSingleton));
        ConfigurableApplicationContext context = application.run(withPort(arguments));
        observatory.start();
        return new WebParts(broker, observatory, builtin, context);
    }

    /** Starts them for a broker that serves clients; both are closed together. */
    public static WebParts of(Broker broker, String... arguments) {
        SpringApplication application = new SpringApplication(TernMq.class);
        Map<String, Object> parts = new HashMap<>(broker.parts());
        BuiltinStore builtin = new MemoryBuiltinStore();
        parts.put("builtinStore", builtin);
        application.addInitializers(context -> parts.forEach(context.getBeanFactory()::registerSingleton));
        ConfigurableApplicationContext context = application.run(withPort(arguments));
        Observatory observatory = context.getBean(Observatory.class);
        return new WebParts(broker, observatory, builtin, context);
    }

    /** Of the broker beside, which serves nobody. */
    private static StandardEnvironment settings() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("ternmq.store.level", "memory", "ternmq.data-dir", "target/web-parts")));
        return environment;
    }

    private static String[] withPort(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.address=127.0.0.1");
        if (all.stream().noneMatch(argument -> argument.startsWith("--server.port="))) {
            all.add("--server.port=0");
        }
        return all.toArray(String[]::new);
    }

    /** The port that HTTP is served on. */
    public int port() {
        return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port")));
    }

    /** Where HTTP is served. */
    public String address() {
        return "http://127.0.0.1:" + port();
    }

    /** Asks for a path as a browser does, or another program; headers are names and values in turn. */
    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address() + path)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sends a request as it is written, and gives the answer as it comes; for what a client would not send. */
    public String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(request, e);
        }
    }

    /** The lines of an answer that doesn't end, as they come; closing the stream closes the connection. */
    public Stream<String> lines(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + path)).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .body();
    }

    /** Where users, accounts and the like are kept. */
    public BuiltinStore builtin() {
        return builtin;
    }

    /** Somebody with this role, logged in. */
    public Person somebody(Role role) {
        return Person.with(this, role);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
        observatory.close();
        broker.close();
    }
}
