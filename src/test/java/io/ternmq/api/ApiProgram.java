package io.ternmq.api;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.Rank;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

/**
 * A program that asks a node by its HTTP API.
 *
 * @param address of the node, such as {@code http://127.0.0.1:8888}
 * @param key what it shows
 */
public record ApiProgram(String address, String key) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Makes a key of that rank which never ends. */
    public static String key(ApiKeyAdmin keys, String name, Rank rank) {
        return Objects.requireNonNull(keys.create(new Author("test", "cli", ""), name, rank, null)
                        .block())
                .text();
    }

    /**
     * Asks and waits for the answer.
     *
     * @param path what comes after {@code /api/v3}
     * @param type of the body
     */
    public HttpResponse<String> ask(String method, String path, String type, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v3" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
