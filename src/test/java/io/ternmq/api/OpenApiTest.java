package io.ternmq.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the HTTP API says all that the API has, and nothing else. */
class OpenApiTest {
    private static final String ROOT = "/api/v3/";

    private static WebParts web;

    @BeforeAll
    static void start() {
        web = WebParts.around(NodeToWatch.named());
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Set<String> described() {
        Set<String> described = new TreeSet<>();
        web.bean(OpenApi.class)
                .document()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return described;
    }

    private static Set<String> mapped() {
        Set<String> mapped = new TreeSet<>();
        web.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> add(mapping, mapped));
        return mapped;
    }

    private static void add(RequestMappingInfo mapping, Set<String> mapped) {
        mapping.getPatternsCondition().getPatterns().stream()
                .map(Object::toString)
                .filter(path -> path.startsWith(ROOT))
                .forEach(path ->
                        mapping.getMethodsCondition().getMethods().forEach(method -> mapped.add(method + " " + path)));
    }

    @Test
    void every_path_is_described_and_every_described_path_is_there() {
        assertThat(described()).isNotEmpty().isEqualTo(mapped());
    }

    @Test
    void every_reference_leads_somewhere() {
        JsonNode document = web.bean(OpenApi.class).document();
        Set<String> references = new TreeSet<>();
        collect(document, references);
        assertThat(references)
                .isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.isObject() && node.has("$ref")) {
            references.add(node.get("$ref").asString());
        }
        node.forEach(child -> collect(child, references));
    }

    @Test
    void it_is_told_to_programs_with_a_key() {
        assertThat(web.get("/api/v3/openapi.json").statusCode()).isEqualTo(401);
    }
}
