package io.ternmq.console;

import io.ternmq.admin.Author;
import java.security.Principal;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Who is behind a request to the console, for what it changes. */
public final class AuthorOf {
    private AuthorOf() {}

    public static Author request(Principal principal, ServerHttpRequest request) {
        return Author.of(principal.getName(), "console", request.getRemoteAddress());
    }
}
