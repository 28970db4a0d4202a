package io.ternmq.api;

import io.ternmq.admin.Author;
import io.ternmq.admin.CallerAddress;
import io.ternmq.admin.publish.PublishAdmin;
import io.ternmq.admin.publish.PublishAsker;
import io.ternmq.admin.publish.PublishInput;
import io.ternmq.admin.publish.PublishReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Publishes a message: for programs with a key, and below the pages for who is logged in and sends the page's token. */
@RestController
class PublishController {
    private final PublishAdmin publishing;
    private final ObjectReader json;

    PublishController(PublishAdmin publishing, JsonMapper json) {
        this.publishing = publishing;
        // A message that is published otherwise than it was meant is worse than none.
        this.json = json.readerFor(PublishInput.class)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /** The body is read here, as it may be larger than others; how large, {@code ternmq.console.max-request} says. */
    @PostMapping(
            path = {"/api/v3/publish", "/publish"},
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<PublishReport> publish(@RequestBody Flux<DataBuffer> body, Principal principal, ServerWebExchange exchange) {
        PublishAsker asker = asker(principal, exchange);
        return DataBufferUtils.join(body).map(this::read).flatMap(input -> publishing.publish(asker, input));
    }

    private PublishInput read(DataBuffer whole) {
        try (InputStream bytes = whole.asInputStream(true)) {
            PublishInput input = json.readValue(bytes);
            if (input == null) {
                throw new ServerWebInputException("The body is no object.");
            }
            return input;
        } catch (JacksonException e) {
            // Its own message may repeat what was given.
            throw new ServerWebInputException("The body is not the JSON of a publish" + place(e) + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(JacksonException e) {
        String field = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
        return field.isEmpty() ? "" : ": look at " + field;
    }

    private static PublishAsker asker(Principal principal, ServerWebExchange exchange) {
        String key = Callers.keyName(principal);
        String name = principal.getName();
        InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
        return new PublishAsker(
                key == null ? "account " + name : name + " '" + key + "'",
                key == null ? name : key,
                CallerAddress.text(remote),
                remote == null ? 0 : remote.getPort(),
                exchange.getAttributeOrDefault(Author.IS_HERE, false));
    }
}
