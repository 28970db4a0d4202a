package io.ternmq.api.rights;

import io.ternmq.admin.rights.BanAdmin;
import io.ternmq.admin.rights.BanInput;
import io.ternmq.admin.rights.BanReport;
import io.ternmq.admin.rights.Page;
import io.ternmq.api.AuthorOf;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Bans. */
@RestController
@RequestMapping("/api/v3/bans")
class BansApi {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final BanAdmin bans;

    BansApi(BanAdmin bans) {
        this.bans = bans;
    }

    /** @param seconds how long; null for good */
    record BanBody(
            @Nullable String kind,
            @Nullable String value,
            @Nullable String reason,
            @Nullable Long seconds) {
        private BanInput input() {
            return new BanInput(
                    text(kind), text(value), text(reason), seconds == null ? null : Duration.ofSeconds(seconds));
        }

        private static String text(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    @GetMapping(produces = JSON)
    Mono<Page<BanReport>> list(
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "" + Limits.DEFAULT) int limit) {
        return bans.list(Cursor.decodeNumber(cursor, Long.MAX_VALUE), Limits.bounded(limit))
                .map(page -> new Page<>(page.items(), Cursor.encode(page.next())));
    }

    @PostMapping(produces = JSON, consumes = JSON)
    @ResponseStatus(HttpStatus.CREATED)
    Mono<BanReport> add(@RequestBody BanBody body, Principal principal, ServerHttpRequest request) {
        return bans.add(AuthorOf.request(principal, request), body.input());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> remove(@PathVariable long id, Principal principal, ServerHttpRequest request) {
        return bans.remove(AuthorOf.request(principal, request), id);
    }
}
