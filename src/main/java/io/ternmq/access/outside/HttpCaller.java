package io.ternmq.access.outside;

import io.ternmq.access.remote.Promise;
import io.ternmq.config.StartupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks one web server. It follows no redirection, checks certificate and host name, and takes answers of status 200 only and
 * up to a length. It has few threads of its own, started when they are needed. Thread safe.
 */
public final class HttpCaller implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int OK = 200;

    private final int longest;
    private final ExecutorService threads;
    private final HttpClient client;

    /**
     * @param name of the threads
     * @param trust which servers to believe; null for those that Java believes
     * @param longest answer, in bytes
     */
    public HttpCaller(String name, @Nullable SSLContext trust, Duration timeLimit, int longest) {
        this.longest = longest;
        this.threads = FewThreads.of(name, THREADS);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeLimit)
                .executor(threads);
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    /**
     * The address in a setting.
     *
     * @throws StartupException when it is none of a web server
     */
    public static URI uri(String setting, String text) {
        try {
            URI uri = URI.create(text);
            HttpRequest.newBuilder(uri);
            return uri;
        } catch (IllegalArgumentException wrong) {
            throw new StartupException(setting + " is no address of a web server, such as https://host/path", wrong);
        }
    }

    /** Sends the request; the promise gets what is made of the body of the answer. */
    public <T> void send(HttpRequest request, Promise<T> promise, BiConsumer<byte[], Promise<T>> reader) {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, head -> new BoundedBody(longest));
        promise.whenAbandoned(() -> sent.cancel(true));
        sent.whenComplete((response, failure) -> {
            if (failure != null) {
                promise.fail(cause(failure));
            } else if (response.statusCode() != OK) {
                promise.fail(new IOException("the server answered with status " + response.statusCode()));
            } else {
                reader.accept(response.body(), promise);
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        Throwable inner = failure instanceof CompletionException ? failure.getCause() : null;
        return inner == null ? failure : inner;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
