package io.ternmq.console;

import io.ternmq.admin.Rank;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Makes each of the busiest pages once, a moment after the start, for nobody: what a first page has to load, to parse and to compile would
 * keep the first person waiting otherwise. The pages take the way of every request, from the filters to the last byte, as a viewer's; no
 * network is on it, no session and no account comes of it, and it is counted as no request ({@link RehearsalUnobserved}).
 *
 * <p>Protocol: {@link #onReady} gives the work to a thread of its own, which ends with it. It begins late enough to take nothing from the
 * first connections and the first look at {@code /health}, and is given up when the node stops. A page that fails is told in the
 * log; that is all that comes of it.
 */
@Component
class PageRehearsal {
    /** Those that need no database, which may not be there yet. The log-in comes first: it is what people see first. */
    static final List<String> PAGES = List.of("/login", "/status", "/clients", "/subscriptions", "/retained");

    private static final Logger log = LoggerFactory.getLogger(PageRehearsal.class);
    private static final String LOG_IN = "/login";
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpHandler pages;
    private final ApplicationEventPublisher events;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "console-rehearsal");
        made.setDaemon(true);
        return made;
    });

    private volatile boolean stopping;

    PageRehearsal(HttpHandler pages, ApplicationEventPublisher events) {
        this.pages = pages;
        this.events = events;
    }

    /** Not for contexts below the application's own. Nothing waits for it. */
    @EventListener
    void onReady(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext().getParent() == null) {
            thread.schedule(() -> rehearse(), LATER.toMillis(), TimeUnit.MILLISECONDS);
            thread.shutdown();
        }
    }

    /** What the pages are made of is about to go. */
    @EventListener
    void onClosing(ContextClosedEvent closing) {
        stopping = true;
        thread.shutdownNow();
    }

    /** Makes all pages, on a thread that may wait, and says so; gives how many could be made. */
    int rehearse() {
        long began = System.nanoTime();
        int good = 0;
        for (String page : PAGES) {
            good += !stopping && isMade(page) ? 1 : 0;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        log.debug("{} of {} pages were rehearsed in {} ms", good, PAGES.size(), millis);
        if (!stopping) {
            events.publishEvent(new PagesRehearsed(this));
        }
        return good;
    }

    private boolean isMade(String page) {
        RehearsedAnswer answer = new RehearsedAnswer();
        try {
            pages.handle(new RehearsedRequest(page), answer)
                    .contextWrite(page.equals(LOG_IN) ? Context.empty() : viewer())
                    .block(PATIENCE);
        } catch (RuntimeException failure) {
            tell(page, failure.toString(), failure);
            return false;
        }
        HttpStatusCode status = answer.getStatusCode();
        boolean good = (status == null || status.isSameCodeAs(HttpStatus.OK)) && answer.bytes() > 0;
        if (!good) {
            tell(page, "status " + status + ", " + answer.bytes() + " bytes", null);
        }
        return good;
    }

    /** Somebody with the least role that sees the pages; the name is in pages that are thrown away only. */
    private static ContextView viewer() {
        return ReactiveSecurityContextHolder.withAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                "rehearsal", null, AuthorityUtils.createAuthorityList("ROLE_" + Rank.VIEWER.name())));
    }

    /** Nothing is wrong with a page that the end of the node has interrupted. */
    private void tell(String page, String why, @Nullable Throwable failure) {
        if (!stopping) {
            log.warn("The page {} can't be made: {}", page, why, failure);
        }
    }
}
