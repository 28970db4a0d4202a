package io.ternmq.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the HTTP API, OpenAPI 3.1: one document put together of the parts that lie beside the program, by topic. */
@RestController
class OpenApi {
    private static final String PARTS = "classpath*:/openapi/*.json";

    private final JsonNode document;

    OpenApi(JsonMapper json) {
        ObjectNode whole = json.createObjectNode();
        parts().forEach(part -> merge(whole, read(json, part)));
        this.document = whole;
    }

    @GetMapping(path = "/api/v3/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    JsonNode document() {
        return document;
    }

    private static List<Resource> parts() {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(PARTS))
                    .sorted(Comparator.comparing(part -> String.valueOf(part.getFilename())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(JsonMapper json, Resource part) {
        try (InputStream content = part.getInputStream()) {
            return json.readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + part, e);
        }
    }

    /** Objects are merged, other values of the same name must be the same. */
    private static void merge(ObjectNode whole, JsonNode part) {
        part.properties().forEach(property -> {
            JsonNode there = whole.get(property.getKey());
            if (there == null) {
                whole.set(property.getKey(), property.getValue());
            } else if (there instanceof ObjectNode object && property.getValue().isObject()) {
                merge(object, property.getValue());
            } else if (!there.equals(property.getValue())) {
                throw new IllegalStateException("two parts of the API's description differ in " + property.getKey());
            }
        });
    }
}
