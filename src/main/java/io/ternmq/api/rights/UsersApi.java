package io.ternmq.api.rights;

import io.ternmq.admin.rights.ImportReport;
import io.ternmq.admin.rights.Page;
import io.ternmq.admin.rights.UserAdmin;
import io.ternmq.admin.rights.UserFiles;
import io.ternmq.admin.rights.UserInput;
import io.ternmq.admin.rights.UserReport;
import io.ternmq.api.AuthorOf;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users. */
@RestController
@RequestMapping("/api/v3")
class UsersApi {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final String CSV = "text/csv";

    private final UserAdmin users;
    private final UserFiles files;

    UsersApi(UserAdmin users, UserFiles files) {
        this.users = users;
        this.files = files;
    }

    /** A user as a program gives it; what is left out is empty, and a password that is left out stays as it is. */
    record UserBody(
            @Nullable String name,
            @Nullable String password,
            @Nullable List<String> groups,
            @Nullable Boolean disabled,
            @Nullable String note) {
        private UserInput input() {
            return new UserInput(
                    password,
                    groups == null ? List.of() : groups,
                    Boolean.TRUE.equals(disabled),
                    note == null ? "" : note);
        }

        @Override
        public String toString() {
            return "UserBody[" + name + "]";
        }
    }

    /** A new password. */
    record PasswordBody(@Nullable String password) {
        @Override
        public String toString() {
            return "PasswordBody";
        }
    }

    @GetMapping(path = "/users", produces = JSON)
    Mono<Page<UserReport>> list(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "" + Limits.DEFAULT) int limit) {
        return users.list(q, Cursor.decode(cursor), Limits.bounded(limit))
                .map(page -> new Page<>(page.items(), Cursor.encode(page.next())));
    }

    @PostMapping(path = "/users", produces = JSON, consumes = JSON)
    Mono<ResponseEntity<UserReport>> create(
            @RequestBody UserBody body, Principal principal, ServerHttpRequest request) {
        String name = body.name() == null ? "" : body.name();
        return users.create(AuthorOf.request(principal, request), name, body.input())
                .map(user -> ResponseEntity.created(location(user.name())).body(user));
    }

    private static URI location(String name) {
        return URI.create("/api/v3/users/" + UriUtils.encode(name, StandardCharsets.UTF_8));
    }

    @GetMapping(path = "/users/{name}", produces = JSON)
    Mono<UserReport> get(@PathVariable String name) {
        return users.get(name);
    }

    /** The same request a second time changes nothing more. */
    @PutMapping(path = "/users/{name}", produces = JSON, consumes = JSON)
    Mono<UserReport> put(
            @PathVariable String name, @RequestBody UserBody body, Principal principal, ServerHttpRequest request) {
        return users.put(AuthorOf.request(principal, request), name, body.input());
    }

    @PutMapping(path = "/users/{name}/password", consumes = JSON)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> setPassword(
            @PathVariable String name, @RequestBody PasswordBody body, Principal principal, ServerHttpRequest request) {
        String password = body.password() == null ? "" : body.password();
        return users.setPassword(AuthorOf.request(principal, request), name, password)
                .then();
    }

    @DeleteMapping("/users/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@PathVariable String name, Principal principal, ServerHttpRequest request) {
        return users.delete(AuthorOf.request(principal, request), name);
    }

    /** All or nothing. */
    @PostMapping(path = "/user-import", produces = JSON, consumes = CSV)
    Mono<ImportReport> importUsers(
            @RequestBody String text,
            @RequestParam(defaultValue = "false") boolean dryRun,
            Principal principal,
            ServerHttpRequest request) {
        return dryRun ? files.check(text) : files.importNow(AuthorOf.request(principal, request), text);
    }

    @GetMapping(path = "/user-export", produces = CSV)
    ResponseEntity<Flux<String>> export() {
        return csv(files.export());
    }

    /** Only who may change users may take hashes, so it is no GET. */
    @PostMapping(path = "/user-export", produces = CSV)
    ResponseEntity<Flux<String>> exportWithHashes(Principal principal, ServerHttpRequest request) {
        return csv(files.exportWithHashes(AuthorOf.request(principal, request)));
    }

    private static ResponseEntity<Flux<String>> csv(Flux<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(lines);
    }
}
