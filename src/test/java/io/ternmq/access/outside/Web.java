package io.ternmq.access.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A web server on this machine, which answers as the test says and remembers what it was asked. */
public final class Web implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String scheme;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Function<Asked, Said> answers;

    /** One request. */
    public record Asked(String method, String path, String body, List<String> authorization) {}

    /** One answer. */
    public record Said(int status, String body) {
        public static Said json(String body) {
            return new Said(200, body.replace('\'', '"'));
        }
    }

    private Web(HttpServer server, String scheme, Function<Asked, Said> answers) {
        this.server = server;
        this.scheme = scheme;
        this.answers = answers;
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** @param answers may call {@link #hang} to give none */
    public static Web plain(Function<Asked, Said> answers) {
        return plainAt(0, answers);
    }

    public static Web plainAt(int port, Function<Asked, Said> answers) {
        try {
            return new Web(HttpServer.create(here(port), 0), "http", answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Web tls(SSLContext context, Function<Asked, Said> answers) {
        try {
            HttpsServer server = HttpsServer.create(here(0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new Web(server, "https", answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress here(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<String> authorization = exchange.getRequestHeaders().get("Authorization");
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    body,
                    authorization == null ? List.of() : authorization);
            asked.add(request);
            Said said = answers.apply(request);
            byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    public void answer(Function<Asked, Said> next) {
        answers = next;
    }

    /** Gives no answer until the server is closed. */
    public Said hang() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Said(500, "");
    }

    public List<Asked> asked() {
        return asked;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return scheme + "://127.0.0.1:" + port() + path;
    }

    /** As the certificate doesn't know the machine. */
    public String urlByName(String path) {
        return scheme + "://localhost:" + port() + path;
    }

    public @Nullable Asked last() {
        return asked.isEmpty() ? null : asked.get(asked.size() - 1);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
