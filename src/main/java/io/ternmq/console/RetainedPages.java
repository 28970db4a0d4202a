package io.ternmq.console;

import io.ternmq.admin.BulkReport;
import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.RetainedAdmin;
import io.ternmq.admin.Words;
import java.security.Principal;
import java.util.LinkedHashMap;
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

/** The pages that find retained messages: as a tree or by filter; and that delete many of them. */
@Controller
class RetainedPages {
    private static final String PAGE = "/retained";
    private static final int ROWS = 50;

    private final RetainedAdmin retained;

    RetainedPages(RetainedAdmin retained) {
        this.retained = retained;
    }

    /** What is asked for: the tree below a path, or what matches a filter. */
    record Asked(
            @Nullable String mountpoint,
            @Nullable String path,
            @Nullable String filter,
            @Nullable String cursor) {
        public String place() {
            return mountpoint == null ? "" : mountpoint;
        }

        boolean byFilter() {
            return filter != null && !filter.isEmpty();
        }

        Map<String, String> parameters() {
            Map<String, String> all = new LinkedHashMap<>();
            if (!place().isEmpty()) {
                all.put("mountpoint", place());
            }
            if (filter != null && byFilter()) {
                all.put("filter", filter);
            } else if (path != null) {
                all.put("path", path);
            }
            return all;
        }
    }

    @GetMapping(PAGE)
    Mono<String> retained(@ModelAttribute("asked") Asked asked, Model model) {
        model.addAttribute("mountpoints", retained.mountpoints());
        model.addAttribute("first", asked.cursor() == null || asked.cursor().isEmpty());
        model.addAttribute("self", Links.to(PAGE, asked.parameters()));
        model.addAttribute("many", Links.to("/retained/delete-many", asked.parameters()));
        Mono<String> page = asked.byFilter() ? list(asked, model) : tree(asked, model);
        return page.onErrorResume(InvalidInputException.class, e -> {
            model.addAttribute("error", e.getMessage());
            return Mono.just("retained");
        });
    }

    private Mono<String> list(Asked asked, Model model) {
        return retained.list(asked.place(), asked.filter(), asked.cursor(), ROWS)
                .map(page -> {
                    model.addAttribute("list", page);
                    model.addAttribute("next", Links.next(PAGE, asked.parameters(), page.next()));
                    return "retained";
                });
    }

    private Mono<String> tree(Asked asked, Model model) {
        String path = asked.path();
        model.addAttribute("crumbs", path == null ? Map.of() : crumbs(asked.place(), path));
        return retained.levels(asked.place(), path, asked.cursor(), ROWS).map(levels -> {
            model.addAttribute("levels", levels);
            model.addAttribute("next", Links.next(PAGE, asked.parameters(), levels.next()));
            return "retained";
        });
    }

    /** The addresses of the levels that lead to a path, with their names. */
    private static Map<String, String> crumbs(String mountpoint, String path) {
        Map<String, String> crumbs = new LinkedHashMap<>();
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
            String upTo = end < 0 ? path : path.substring(0, end);
            crumbs.put(
                    Links.to(PAGE, "path", upTo, "mountpoint", mountpoint), upTo.substring(upTo.lastIndexOf('/') + 1));
            if (end < 0) {
                return crumbs;
            }
        }
    }

    @GetMapping("/retained/delete-many")
    Mono<String> preview(
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "") String mountpoint,
            Model model) {
        model.addAttribute("topicFilter", filter);
        model.addAttribute("mountpoint", mountpoint);
        if (filter.isEmpty()) {
            return Mono.just("retained-delete");
        }
        return retained.previewDelete(mountpoint, filter)
                .doOnNext(preview -> model.addAttribute("preview", preview))
                .thenReturn("retained-delete")
                .onErrorResume(InvalidInputException.class, e -> {
                    model.addAttribute("error", e.getMessage());
                    return Mono.just("retained-delete");
                });
    }

    /** What the page above sends: the filter, and the number that was confirmed. */
    record Deletions(String filter, @Nullable String mountpoint, long confirmed) {}

    @PostMapping("/retained/delete-many")
    Mono<String> deleteMany(
            @ModelAttribute("asked") Deletions asked,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        String mountpoint = asked.mountpoint() == null ? "" : asked.mountpoint();
        return retained.deleteAll(AuthorOf.request(principal, request), mountpoint, asked.filter(), asked.confirmed())
                .map(done -> {
                    Flash.done(session, sentence(done));
                    return "redirect:" + Links.to(PAGE, "filter", asked.filter(), "mountpoint", mountpoint);
                });
    }

    private static String sentence(BulkReport done) {
        String left =
                done.left() == 0 ? "" : " " + Words.counted(done.left(), "message matches now.", "messages match now.");
        return Words.counted(done.done(), "message was", "messages were") + " deleted, of "
                + Words.count(done.confirmed()) + " confirmed." + left;
    }
}
