package io.ternmq.api;

import io.ternmq.admin.BulkReport;
import io.ternmq.admin.Preview;
import io.ternmq.admin.RetainedAdmin;
import io.ternmq.admin.RetainedLevels;
import io.ternmq.admin.RetainedPage;
import io.ternmq.admin.RetainedPayload;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Retained messages, for programs. */
@RestController
@RequestMapping(path = "/api/v3/retained", produces = "application/json")
class RetainedController {
    private final RetainedAdmin retained;

    RetainedController(RetainedAdmin retained) {
        this.retained = retained;
    }

    /** Messages that match a topic filter, by topic; all without one. */
    @GetMapping
    Mono<RetainedPage> list(
            @RequestParam(defaultValue = "") String mountpoint,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit) {
        return retained.list(mountpoint, filter, cursor, limit);
    }

    /** The levels below a place of the tree; the first ones without a path. */
    @GetMapping("/levels")
    Mono<RetainedLevels> levels(
            @RequestParam(defaultValue = "") String mountpoint,
            @RequestParam(required = false) @Nullable String path,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit) {
        return retained.levels(mountpoint, path, cursor, limit);
    }

    /** A message with its properties; the payload's beginning only for those who may operate. */
    @GetMapping("/message")
    Mono<RetainedPayload> message(
            @RequestParam String topic, @RequestParam(defaultValue = "") String mountpoint, Principal principal) {
        return retained.find(mountpoint, topic, Callers.operates(principal)).switchIfEmpty(noSuchMessage());
    }

    private static <T> Mono<T> noSuchMessage() {
        return Mono.error(() -> new NotThereException("The topic has no retained message."));
    }

    @DeleteMapping("/message")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(
            @RequestParam String topic,
            @RequestParam(defaultValue = "") String mountpoint,
            Principal principal,
            ServerHttpRequest request) {
        return retained.delete(AuthorOf.request(principal, request), mountpoint, topic)
                .flatMap(done -> done ? Mono.empty() : noSuchMessage());
    }

    /** How many would be deleted; the number goes with the next request. */
    @GetMapping("/delete-many")
    Mono<Preview> preview(@RequestParam String filter, @RequestParam(defaultValue = "") String mountpoint) {
        return retained.previewDelete(mountpoint, filter);
    }

    /**
     * What says which messages.
     *
     * @param confirmed the number that the preview gave, and so the most that are deleted
     */
    record Deletions(@Nullable String mountpoint, String filter, long confirmed) {}

    @PostMapping("/delete-many")
    Mono<BulkReport> deleteMany(@RequestBody Deletions asked, Principal principal, ServerHttpRequest request) {
        String mountpoint = asked.mountpoint() == null ? "" : asked.mountpoint();
        return retained.deleteAll(AuthorOf.request(principal, request), mountpoint, asked.filter(), asked.confirmed());
    }
}
