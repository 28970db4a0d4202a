package io.ternmq.console;

import io.ternmq.admin.BulkReport;
import io.ternmq.admin.ClientFilter;
import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.ListPage;
import io.ternmq.admin.NodeReports;
import io.ternmq.admin.SessionAdmin;
import io.ternmq.admin.SessionReport;
import io.ternmq.admin.Words;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The pages that find clients, and that disconnect many of them. */
@Controller
class ClientsPages {
    private static final String LIST = "/clients";
    private static final int ROWS = 50;

    private final SessionAdmin sessions;
    private final NodeReports reports;

    ClientsPages(SessionAdmin sessions, NodeReports reports) {
        this.sessions = sessions;
        this.reports = reports;
    }

    @GetMapping(LIST)
    Mono<String> list(
            @ModelAttribute("filter") ClientFilter filter,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        Map<String, String> parameters = Links.parameters(filter);
        model.addAttribute("mountpoints", mountpoints());
        model.addAttribute("listeners", reports.listeners());
        model.addAttribute("first", cursor == null || cursor.isEmpty());
        model.addAttribute("self", Links.to(LIST, parameters));
        model.addAttribute("many", Links.to("/clients/disconnect-many", parameters));
        model.addAttribute("status", reports.status());
        return sessions.list(filter, cursor, ROWS)
                .onErrorResume(InvalidInputException.class, e -> {
                    model.addAttribute("error", e.getMessage());
                    return Mono.just(new ListPage<SessionReport>(List.of(), null, false));
                })
                .map(page -> {
                    model.addAttribute("page", page);
                    model.addAttribute("next", Links.next(LIST, parameters, page.next()));
                    return "clients";
                });
    }

    /** Those of the listeners; more than one is worth asking for. */
    private List<String> mountpoints() {
        return reports.listeners().stream()
                .map(listener -> listener.mountpoint())
                .distinct()
                .sorted()
                .toList();
    }

    @GetMapping("/clients/disconnect-many")
    Mono<String> preview(
            @ModelAttribute("filter") ClientFilter filter,
            @RequestParam(defaultValue = "false") boolean cleanup,
            Model model) {
        model.addAttribute("parameters", Links.parameters(filter));
        model.addAttribute("back", Links.to(LIST, Links.parameters(filter)));
        model.addAttribute("cleanup", cleanup);
        return sessions.previewDisconnect(filter, cleanup).map(preview -> {
            model.addAttribute("preview", preview);
            return "clients-disconnect";
        });
    }

    /** What the page above sends: the filter, and the number that was confirmed. */
    record Confirmed(long confirmed, @Nullable Boolean cleanup) {
        boolean cleansUp() {
            return cleanup != null && cleanup;
        }
    }

    @PostMapping("/clients/disconnect-many")
    Mono<String> disconnectMany(
            @ModelAttribute("filter") ClientFilter filter,
            @ModelAttribute("confirmed") Confirmed confirmed,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return sessions.disconnectAll(
                        AuthorOf.request(principal, request), filter, confirmed.confirmed(), confirmed.cleansUp())
                .map(done -> {
                    Flash.done(session, sentence(done));
                    return "redirect:" + Links.to(LIST, Links.parameters(filter));
                });
    }

    private static String sentence(BulkReport done) {
        String left =
                done.left() == 0 ? "" : " " + Words.counted(done.left(), "client matches now.", "clients match now.");
        return Words.counted(done.done(), "client was", "clients were") + " disconnected, of "
                + Words.count(done.confirmed()) + " confirmed." + left;
    }
}
