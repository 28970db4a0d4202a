package io.ternmq.console;

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
        return change.then(Mono.fromRunnable(() -> Flash.done(session, sentence)))
                .onErrorResume(
                        failure -> failure instanceof RefusedException || failure instanceof IllegalArgumentException,
                        failure ->
                                Mono.fromRunnable(() -> Flash.refused(session, String.valueOf(failure.getMessage()))))
                .thenReturn("redirect:" + path);
    }
}
