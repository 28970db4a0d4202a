package io.ternmq.console;

import io.ternmq.admin.AuditAdmin;
import java.security.Principal;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Who changed what, with a way back. */
@Controller
@RequestMapping("/audit")
class AuditController {
    private static final int PAGE_SIZE = 50;
    private static final int MAX_FILTER = 200;

    private final AuditAdmin audit;

    AuditController(AuditAdmin audit) {
        this.audit = audit;
    }

    @GetMapping
    Mono<String> list(
            @RequestParam(name = "q", defaultValue = "") String part,
            @RequestParam(name = "before", defaultValue = "" + Long.MAX_VALUE) long before,
            Model model) {
        String filter =
                part.strip().substring(0, Math.min(MAX_FILTER, part.strip().length()));
        return audit.list(filter, before, PAGE_SIZE).map(page -> {
            model.addAttribute("entries", page.entries());
            model.addAttribute("next", page.next());
            model.addAttribute("part", filter);
            model.addAttribute("first", before == Long.MAX_VALUE);
            return "audit";
        });
    }

    @PostMapping("/{id}/undo")
    Mono<String> undo(@PathVariable long id, Principal who, ServerHttpRequest request, WebSession session) {
        return Done.then(
                audit.undo(AuthorOf.request(who, request), id), session, "/audit", "The change was taken back.");
    }
}
