package io.ternmq.console.rights;

import io.ternmq.admin.rights.Page;
import io.ternmq.admin.rights.RefusedAdmin;
import io.ternmq.admin.rights.RefusedFilter;
import io.ternmq.admin.rights.RefusedReport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The page of refusals. It asks each two seconds whether there are new ones, which costs next to nothing as long as there are none, and
 * is drawn anew when there are.
 */
@Controller
@RequestMapping(path = "/access/refused", produces = MediaType.TEXT_HTML_VALUE)
class RefusedController {
    private static final int PAGE = 50;

    private final RefusedAdmin refused;

    RefusedController(RefusedAdmin refused) {
        this.refused = refused;
    }

    /**
     * What is asked for.
     *
     * @param before the place to begin at; null for the latest, which are followed unless {@code paused}
     */
    record Asked(
            @Nullable String client,
            @Nullable String user,
            @Nullable String kind,
            @Nullable String text,
            @Nullable Long before,
            @Nullable Boolean paused) {
        Asked {
            client = client == null ? "" : client;
            user = user == null ? "" : user;
            kind = kind == null ? "" : kind;
            text = text == null ? "" : text;
        }

        private RefusedFilter filter() {
            return new RefusedFilter(or(client), or(user), or(kind), or(text));
        }

        public boolean live() {
            return before == null && !Boolean.TRUE.equals(paused);
        }

        private String query() {
            return UriComponentsBuilder.newInstance()
                    .queryParam("client", "{client}")
                    .queryParam("user", "{user}")
                    .queryParam("kind", "{kind}")
                    .queryParam("text", "{text}")
                    .encode()
                    .buildAndExpand(or(client), or(user), or(kind), or(text))
                    .toUriString();
        }

        private static String or(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    @GetMapping
    String page(@ModelAttribute("asked") Asked asked, Model model) {
        fill(asked, model);
        return "access/refused";
    }

    /** The rows alone, or nothing when there are no others than those that were seen. */
    @GetMapping("/rows")
    @Nullable
    String rows(
            @ModelAttribute("asked") Asked asked, @RequestParam long since, Model model, ServerHttpResponse response) {
        if (refused.total() == since) {
            response.setStatusCode(HttpStatus.NO_CONTENT);
            return null;
        }
        fill(asked, model);
        return "access/refused :: rows";
    }

    private void fill(Asked asked, Model model) {
        long total = refused.total();
        long before = asked.before() == null ? Long.MAX_VALUE : asked.before();
        Page<RefusedReport> page = refused.list(asked.filter(), before, PAGE);
        model.addAttribute("asked", asked);
        model.addAttribute("refusals", page.items());
        model.addAttribute("next", page.next());
        model.addAttribute("total", total);
        model.addAttribute("query", asked.query());
    }
}
