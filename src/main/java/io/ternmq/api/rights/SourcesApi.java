package io.ternmq.api.rights;

import io.ternmq.admin.rights.LogInReport;
import io.ternmq.admin.rights.LogInTest;
import io.ternmq.admin.rights.SourceAdmin;
import io.ternmq.admin.rights.SourceChain;
import io.ternmq.admin.rights.SourceReport;
import io.ternmq.api.AuthorOf;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The sources of users and rights. */
@RestController
@RequestMapping("/api/v3/sources")
class SourcesApi {
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final SourceAdmin sources;

    SourcesApi(SourceAdmin sources) {
        this.sources = sources;
    }

    /** How the sources are, and what is asked on which listener. */
    record SourcesBody(List<SourceReport> items, List<SourceChain> listeners) {}

    /** A log-in to try. */
    record LogInBody(
            @Nullable String listener,
            @Nullable String clientId,
            @Nullable String userName,
            @Nullable String password,
            @Nullable String address) {
        private LogInTest test() {
            return new LogInTest(
                    listener == null ? "default" : listener,
                    clientId == null ? "" : clientId,
                    userName,
                    password,
                    address == null ? "" : address);
        }

        @Override
        public String toString() {
            return "LogInBody[" + listener + "]";
        }
    }

    @GetMapping(produces = JSON)
    SourcesBody list() {
        return new SourcesBody(sources.sources(), sources.chains());
    }

    @PostMapping(path = "/log-in", produces = JSON, consumes = JSON)
    Mono<LogInReport> tryLogIn(@RequestBody LogInBody body) {
        return sources.tryLogIn(body.test());
    }

    @DeleteMapping("/decisions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> forgetDecisions(Principal principal, ServerHttpRequest request) {
        return sources.forgetDecisions(AuthorOf.request(principal, request));
    }
}
