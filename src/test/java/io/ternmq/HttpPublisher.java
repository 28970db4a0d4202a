package io.ternmq;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Rank;
import io.ternmq.api.ApiProgram;
import io.ternmq.console.WebParts;
import java.net.http.HttpResponse;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that publishes over HTTP to a broker, with a key of its own. */
final class HttpPublisher implements AutoCloseable {
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
        return ApiProgram.key(web.bean(ApiKeyAdmin.class), "line 7", rank);
    }

    /** Publishes with these fields of the body. */
    Answer publish(Map<String, ?> body, String... headers) {
        return send(key, json.writeValueAsString(body), headers);
    }

    Answer send(String withKey, String body, String... headers) {
        HttpResponse<String> answer =
                new ApiProgram(web.address(), withKey).ask("POST", "/publish", "application/json", body, headers);
        return new Answer(answer.statusCode(), json.readTree(answer.body()));
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
