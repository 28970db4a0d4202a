package io.ternmq.api;

import io.ternmq.admin.BulkReport;
import io.ternmq.admin.ClientFilter;
import io.ternmq.admin.ClientName;
import io.ternmq.admin.ClientReport;
import io.ternmq.admin.ListPage;
import io.ternmq.admin.Preview;
import io.ternmq.admin.SessionAdmin;
import io.ternmq.admin.SessionReport;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Clients, for programs. A client is named by parameters, since its id may have any character in it. */
@RestController
@RequestMapping(path = "/api/v3/clients", produces = "application/json")
class ClientsController {
    private final SessionAdmin sessions;

    ClientsController(SessionAdmin sessions) {
        this.sessions = sessions;
    }

    @GetMapping
    Mono<ListPage<SessionReport>> list(
            ClientFilter filter,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit) {
        return sessions.list(filter, cursor, limit);
    }

    /** How many clients there are. */
    @GetMapping("/count")
    Mono<Preview> count(ClientFilter filter) {
        return sessions.count(filter);
    }

    @GetMapping("/client")
    Mono<ClientReport> client(@RequestParam String id, @RequestParam(defaultValue = "") String mountpoint) {
        return sessions.find(ClientName.of(mountpoint, id)).switchIfEmpty(noSuchClient());
    }

    private static <T> Mono<T> noSuchClient() {
        return Mono.error(() -> new NotThereException("There is no client with this id."));
    }

    /** What says which client, and what else. */
    record Disconnection(
            String id,
            @Nullable String mountpoint,
            @Nullable Boolean cleanup) {}

    /** What became of it. */
    record Done(boolean done) {}

    @PostMapping("/disconnect")
    Mono<Done> disconnect(@RequestBody Disconnection asked, Principal principal, ServerHttpRequest request) {
        return sessions.disconnect(
                        AuthorOf.request(principal, request),
                        name(asked.mountpoint(), asked.id()),
                        isTrue(asked.cleanup()))
                .flatMap(ClientsController::done);
    }

    private static boolean isTrue(@Nullable Boolean asked) {
        return asked != null && asked;
    }

    private static ClientName name(@Nullable String mountpoint, String id) {
        return ClientName.of(mountpoint == null ? "" : mountpoint, id);
    }

    private static Mono<Done> done(boolean done) {
        return done ? Mono.just(new Done(true)) : noSuchClient();
    }

    /** How many would be disconnected; the number goes with the next request. */
    @GetMapping("/disconnect-many")
    Mono<Preview> preview(ClientFilter filter, @RequestParam(defaultValue = "false") boolean cleanup) {
        return sessions.previewDisconnect(filter, cleanup);
    }

    /**
     * What says which clients.
     *
     * @param confirmed the number that the preview gave, and so the most that are disconnected
     */
    record Disconnections(
            @Nullable ClientFilter filter,
            long confirmed,
            @Nullable Boolean cleanup) {}

    @PostMapping("/disconnect-many")
    Mono<BulkReport> disconnectMany(@RequestBody Disconnections asked, Principal principal, ServerHttpRequest request) {
        ClientFilter filter = asked.filter() == null ? ClientFilter.ALL : asked.filter();
        return sessions.disconnectAll(
                AuthorOf.request(principal, request), filter, asked.confirmed(), isTrue(asked.cleanup()));
    }

    /** What says which subscription. */
    record Unsubscription(String id, @Nullable String mountpoint, String filter) {}

    @PostMapping("/unsubscribe")
    Mono<Done> unsubscribe(@RequestBody Unsubscription asked, Principal principal, ServerHttpRequest request) {
        return sessions.unsubscribe(
                        AuthorOf.request(principal, request), name(asked.mountpoint(), asked.id()), asked.filter())
                .flatMap(done -> done
                        ? Mono.just(new Done(true))
                        : Mono.error(new NotThereException("The client has no such subscription.")));
    }

    /** Which client. */
    record Named(String id, @Nullable String mountpoint) {}

    /** The topic filters that were taken back. */
    record Reauthorized(List<String> takenBack) {}

    @PostMapping("/reauthorize")
    Mono<Reauthorized> reauthorize(@RequestBody Named asked, Principal principal, ServerHttpRequest request) {
        return sessions.reauthorize(AuthorOf.request(principal, request), name(asked.mountpoint(), asked.id()))
                .map(Reauthorized::new);
    }
}
