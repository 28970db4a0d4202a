package io.ternmq;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.Rank;
import io.ternmq.console.WebParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that publishes over HTTP to a broker, with a key of its own. */
final class HttpPublisher implements AutoCloseable {
    private static final HttpClient client = HttpClient.newHttpClient();
    private static final JsonMapper json = new JsonMapper();

    final WebParts web;
    private final String key;

    /** What it was told. */
    record Answer(int status, JsonNode body) {
        String text(String field) {
            return body.get(field).asString();
        }

        int number(String field) {
            return body.get(field).asInt();
        }

        /** Where something is wrong with the input. */
        String wrongField() {
            return body.get("problems").get(0).get("field").asString();
        }
    }

    HttpPublisher(Broker broker) {
        web = WebParts.of(broker);
        key = key(Rank.OPERATOR);
    }

    String key(Rank rank) {
        return Objects.requireNonNull(web.bean(ApiKeyAdmin.class)
                        .create(new Author("test", "cli", ""), "line 7", rank, null)
                        .block())
                .text();
    }

    /** Publishes with these fields of the body. */
    Answer publish(Map<String, ?> body, String... headers) {
        return send(key, json.writeValueAsString(body), headers);
    }

    Answer send(String withKey, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(web.address() + "/api/v3/publish"))
                .header("Authorization", "Bearer " + withKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), json.readTree(answer.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The id of the key, by which it is told of. */
    String keyId() {
        return key.substring(0, key.indexOf('.'));
    }

    @Override
    public void close() {
        web.close();
    }
}
