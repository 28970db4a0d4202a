package io.ternmq.console.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RuleAdmin;
import io.ternmq.admin.rights.RuleEdit;
import io.ternmq.admin.rights.RuleImpact;
import io.ternmq.console.AuthorOf;
import io.ternmq.console.Flash;
import java.security.Principal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * The pages of rules. The list asks each two seconds how often its rules have decided meanwhile. A change by which nobody loses anything is made at once; any other one is shown first, with who would lose what,
 * and made when it comes again as confirmed.
 */
@Controller
@RequestMapping(path = "/access/rules", produces = MediaType.TEXT_HTML_VALUE)
class RulesController {
    private static final String LIST = "redirect:/access/rules";
    private static final String ACT = "act";
    private static final String CONFIRMED = "confirmed";
    /** What a confirmation doesn't send again. */
    private static final Set<String> OF_ONE_REQUEST = Set.of("_csrf", CONFIRMED);

    private final RuleAdmin rules;

    RulesController(RuleAdmin rules) {
        this.rules = rules;
    }

    @GetMapping
    Mono<String> list(Model model) {
        return rules.list().map(table -> {
            model.addAttribute("table", table);
            model.addAttribute("hits", HitsNow.begin(table));
            return "access/rules";
        });
    }

    /** The counts that look otherwise than when they were seen, or nothing when none do; it asks no database. */
    @GetMapping("/hits")
    @Nullable
    String hits(@RequestParam long version, @RequestParam long since, Model model, ServerHttpResponse response) {
        HitsNow hits = HitsNow.after(version, Instant.ofEpochMilli(since), rules::inForce);
        if (hits.isNothing()) {
            response.setStatusCode(HttpStatus.NO_CONTENT);
            return null;
        }
        model.addAttribute("hits", hits);
        return "access/rule-hits";
    }

    @GetMapping("/new")
    Mono<String> newRule(@ModelAttribute("filled") RuleForm filled, Model model) {
        return rules.list().map(table -> form(model, filled.asNew(table.version()), Problems.NONE));
    }

    @GetMapping("/edit")
    Mono<String> edit(@RequestParam long id, Model model, WebSession session) {
        return rules.list()
                .map(table -> table.find(id)
                        .map(rule -> form(model, RuleForm.of(rule, table.version()), Problems.NONE))
                        .orElseGet(() -> {
                            Flash.refused(session, "There is no rule " + id + " any more.");
                            return LIST;
                        }));
    }

    /** The form's buttons: {@code save}, {@code preview}, and on the preview {@code edit} to go back to the form. */
    @PostMapping("/save")
    Mono<String> save(
            @ModelAttribute("form") RuleForm form, Model model, Principal principal, ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(sent -> {
            String act = sent.getFirst(ACT);
            if ("edit".equals(act)) {
                return Mono.just(form(model, form, Problems.NONE));
            }
            Attempt attempt = new Attempt(
                    form.edit(), form.askedVersion(), "/access/rules/save", "The rule was saved.", form.next());
            return attempt(attempt, sent, "preview".equals(act), model, principal, exchange)
                    .onErrorResume(
                            RefusedChangeException.class,
                            refused -> Mono.just(form(model, form, Problems.of(refused))));
        });
    }

    @PostMapping("/row")
    Mono<String> row(@ModelAttribute("row") RuleRow row, Model model, Principal principal, ServerWebExchange exchange) {
        RuleEdit edit = row.edit();
        if (edit == null) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        Attempt attempt = new Attempt(edit, row.askedVersion(), "/access/rules/row", row.done(), LIST);
        return exchange.getFormData()
                .flatMap(sent -> attempt(attempt, sent, false, model, principal, exchange))
                .onErrorResume(
                        RefusedChangeException.class,
                        refused -> exchange.getSession().map(session -> {
                            Flash.refused(session, String.valueOf(refused.getMessage()));
                            return LIST;
                        }));
    }

    /**
     * A change that somebody asks for.
     *
     * @param path where its form goes
     * @param next what to show when it is done
     */
    private record Attempt(RuleEdit edit, long version, String path, String done, String next) {}

    private Mono<String> attempt(
            Attempt attempt,
            MultiValueMap<String, String> sent,
            boolean previewOnly,
            Model model,
            Principal principal,
            ServerWebExchange exchange) {
        if (sent.containsKey(CONFIRMED)) {
            return apply(attempt, principal, exchange);
        }
        return rules.preview(attempt.version(), attempt.edit())
                .flatMap(impact -> impact.harmless() && !previewOnly
                        ? apply(attempt, principal, exchange)
                        : Mono.just(confirmation(attempt, impact, sent, model)));
    }

    private Mono<String> apply(Attempt attempt, Principal principal, ServerWebExchange exchange) {
        return rules.apply(AuthorOf.request(principal, exchange.getRequest()), attempt.version(), attempt.edit())
                .then(exchange.getSession())
                .map(session -> {
                    Flash.done(session, attempt.done());
                    return attempt.next();
                });
    }

    private static String confirmation(
            Attempt attempt, RuleImpact impact, MultiValueMap<String, String> sent, Model model) {
        Map<String, List<String>> again = new LinkedHashMap<>(sent);
        again.keySet().removeAll(OF_ONE_REQUEST);
        boolean ofForm = attempt.path().endsWith("save");
        if (ofForm) {
            again.remove(ACT);
        }
        model.addAttribute("impact", impact);
        model.addAttribute("path", attempt.path());
        model.addAttribute("fields", again);
        model.addAttribute("ofForm", ofForm);
        return "access/rule-confirm";
    }

    private static String form(Model model, RuleForm form, Problems problems) {
        boolean stale =
                problems.all().stream().anyMatch(problem -> problem.field().equals("version"));
        model.addAttribute("form", form);
        model.addAttribute("stale", stale);
        model.addAttribute("problems", problems);
        return "access/rule";
    }
}
