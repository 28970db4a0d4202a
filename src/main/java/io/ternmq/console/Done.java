package io.ternmq.console;

import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.RefusedException;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** What most forms lead to: something is done or refused, the page is shown again and says which. */
final class Done {
    private Done() {}

    /**
     * Does it and leads to a page.
     *
     * @param path of the page
     * @param sentence what the page says when it was done
     */
    static Mono<String> then(Mono<?> change, WebSession session, String path, String sentence) {
        return orRefused(
                change.then(Mono.fromRunnable(() -> Flash.done(session, sentence)))
                        .thenReturn("redirect:" + path),
                session,
                path);
    }

    /** Shows what was done on a page of its own; leads to a page that says why when it was refused. */
    static Mono<String> orRefused(Mono<String> page, WebSession session, String path) {
        return page.onErrorResume(
                failure -> failure instanceof RefusedException || failure instanceof InvalidInputException, failure -> {
                    Flash.refused(session, String.valueOf(failure.getMessage()));
                    return Mono.just("redirect:" + path);
                });
    }
}
