package io.ternmq.console;

import io.ternmq.admin.NodeReports;
import io.ternmq.admin.RatePoint;
import io.ternmq.admin.rights.RefusedAdmin;
import io.ternmq.admin.rights.RefusedFilter;
import io.ternmq.admin.rights.RefusedReport;
import io.ternmq.console.Chart.Series;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;

/**
 * The status page: read-only, the first thing that a visitor sees; public unless the settings close it. Who is logged in has it as the overview,
 * with what was refused lately on it.
 */
@Controller
class StatusController {
    private static final List<Series> MESSAGES =
            List.of(new Series("out", RatePoint::messagesOut), new Series("in", RatePoint::messagesIn));
    private static final List<Series> CONNECTS = List.of(new Series("connects", RatePoint::connects));
    private static final List<Series> DROPPED = List.of(new Series("dropped", RatePoint::dropped));

    private static final Duration LATELY = Duration.ofMinutes(15);
    private static final int MOST_LATELY = 5;

    private final NodeReports reports;
    private final RefusedAdmin refused;
    private final StatusStream stream;

    StatusController(NodeReports reports, RefusedAdmin refused, StatusStream stream) {
        this.reports = reports;
        this.refused = refused;
        this.stream = stream;
    }

    @GetMapping("/")
    String front() {
        return "redirect:/status";
    }

    @GetMapping(path = "/status", produces = MediaType.TEXT_HTML_VALUE)
    String status(Model model, ServerHttpResponse response, @Nullable Principal who) {
        requireOpen(who);
        response.getHeaders().setCacheControl(CacheControl.noStore());
        long now = System.currentTimeMillis();
        List<RatePoint> points = reports.history(Chart.SECONDS);
        model.addAttribute("status", StatusView.of(reports.status()));
        model.addAttribute("messages", Chart.of(points, now, MESSAGES));
        model.addAttribute("connects", Chart.of(points, now, CONNECTS));
        model.addAttribute("dropped", Chart.of(points, now, DROPPED));
        if (who != null) {
            model.addAttribute("lately", lately());
        }
        return "status";
    }

    /** The latest refusals of the last minutes; not for visitors. */
    private List<RefusedReport> lately() {
        Instant since = Instant.now().minus(LATELY);
        return refused.list(RefusedFilter.ALL, Long.MAX_VALUE, MOST_LATELY).items().stream()
                .filter(refusal -> refusal.at().isAfter(since))
                .toList();
    }

    @GetMapping(path = "/status/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<Flux<ServerSentEvent<String>>> updates(@Nullable Principal who) {
        requireOpen(who);
        if (!stream.hasRoom()) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no")
                .body(stream.watch(who != null));
    }

    /** Closed to visitors, that is. */
    private void requireOpen(@Nullable Principal who) {
        if (who == null && !reports.isStatusOpen()) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "the status page is closed by ternmq.status.open");
        }
    }
}
