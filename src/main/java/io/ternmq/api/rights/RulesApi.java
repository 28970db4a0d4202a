package io.ternmq.api.rights;

import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RuleAdmin;
import io.ternmq.admin.rights.RuleEdit;
import io.ternmq.admin.rights.RuleImpact;
import io.ternmq.admin.rights.RuleReport;
import io.ternmq.admin.rights.RuleTable;
import io.ternmq.api.AuthorOf;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * Rules. Their version is the ETag of every answer; who sends it back as {@code If-Match} changes the rules only if nobody else has in the
 * meantime.
 */
@RestController
@RequestMapping(path = "/api/v3/rules", produces = MediaType.APPLICATION_JSON_VALUE)
class RulesApi {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final RuleAdmin rules;

    RulesApi(RuleAdmin rules) {
        this.rules = rules;
    }

    /** Where a rule goes. */
    record PositionBody(int position) {}

    @GetMapping
    Mono<ResponseEntity<RuleTable>> list() {
        return rules.list().map(RulesApi::tagged);
    }

    /** All rules anew; only with the version that they are to replace. */
    @PutMapping(consumes = JSON)
    Mono<ResponseEntity<RuleTable>> replaceAll(
            @RequestBody RulesBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal principal,
            ServerHttpRequest request) {
        if (ifMatch == null) {
            throw new ResponseStatusException(
                    HttpStatus.PRECONDITION_REQUIRED, "If-Match with the ETag of the rules is required, or *.");
        }
        return rules.apply(AuthorOf.request(principal, request), Version.of(ifMatch), body.edit())
                .map(RulesApi::tagged);
    }

    /** Who would lose what if the rules were these. */
    @PostMapping(path = "/preview", consumes = JSON)
    Mono<RuleImpact> preview(@RequestBody RulesBody body) {
        return rules.preview(RuleTable.ANY_VERSION, body.edit());
    }

    @PostMapping(consumes = JSON)
    Mono<ResponseEntity<RuleReport>> add(
            @RequestBody RuleBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal principal,
            ServerHttpRequest request) {
        int position = body.position() == null ? Integer.MAX_VALUE : body.position();
        Author author = AuthorOf.request(principal, request);
        return rules.apply(author, Version.of(ifMatch), RuleEdit.add(position, body.input()))
                .map(table -> {
                    List<RuleReport> all = table.rules();
                    RuleReport added = all.get(Math.max(0, Math.min(position - 1, all.size() - 1)));
                    return ResponseEntity.created(URI.create("/api/v3/rules/" + added.id()))
                            .eTag(Version.tag(table.version()))
                            .body(added);
                });
    }

    @GetMapping("/{id}")
    Mono<ResponseEntity<RuleReport>> get(@PathVariable long id) {
        return rules.list().map(table -> tagged(table, id));
    }

    /** The same request a second time changes nothing more. */
    @PutMapping(path = "/{id}", consumes = JSON)
    Mono<ResponseEntity<RuleReport>> change(
            @PathVariable long id,
            @RequestBody RuleBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal principal,
            ServerHttpRequest request) {
        return rules.apply(AuthorOf.request(principal, request), Version.of(ifMatch), RuleEdit.change(id, body.input()))
                .map(table -> tagged(table, id));
    }

    @PutMapping(path = "/{id}/position", consumes = JSON)
    Mono<ResponseEntity<RuleReport>> move(
            @PathVariable long id,
            @RequestBody PositionBody body,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal principal,
            ServerHttpRequest request) {
        return rules.apply(
                        AuthorOf.request(principal, request), Version.of(ifMatch), RuleEdit.move(id, body.position()))
                .map(table -> tagged(table, id));
    }

    @DeleteMapping("/{id}")
    Mono<ResponseEntity<Void>> delete(
            @PathVariable long id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            Principal principal,
            ServerHttpRequest request) {
        return rules.apply(AuthorOf.request(principal, request), Version.of(ifMatch), RuleEdit.delete(id))
                .map(table -> ResponseEntity.noContent()
                        .eTag(Version.tag(table.version()))
                        .build());
    }

    private static ResponseEntity<RuleTable> tagged(RuleTable table) {
        return ResponseEntity.ok().eTag(Version.tag(table.version())).body(table);
    }

    private static ResponseEntity<RuleReport> tagged(RuleTable table, long id) {
        return ResponseEntity.ok().eTag(Version.tag(table.version())).body(table.get(id));
    }
}
