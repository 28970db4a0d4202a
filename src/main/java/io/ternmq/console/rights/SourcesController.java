package io.ternmq.console.rights;

import io.ternmq.admin.rights.LogInReport;
import io.ternmq.admin.rights.LogInTest;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.SourceAdmin;
import io.ternmq.console.AuthorOf;
import io.ternmq.console.Flash;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The page of the sources of users and rights. */
@Controller
@RequestMapping(path = "/access/sources", produces = MediaType.TEXT_HTML_VALUE)
class SourcesController {
    private final SourceAdmin sources;

    SourcesController(SourceAdmin sources) {
        this.sources = sources;
    }

    /** The form of a log-in to try; the password is never sent back. */
    record LogInForm(
            @Nullable String listener,
            @Nullable String clientId,
            @Nullable String user,
            @Nullable String password,
            @Nullable String address) {
        private LogInTest test() {
            return new LogInTest(
                    text(listener),
                    text(clientId),
                    filled(user),
                    filled(password),
                    text(address).strip());
        }

        private static String text(@Nullable String text) {
            return text == null ? "" : text;
        }

        private static @Nullable String filled(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }

        @Override
        public String toString() {
            return "LogInForm[" + listener + "]";
        }
    }

    @GetMapping
    String page(@ModelAttribute("form") LogInForm form, Model model) {
        return page(model, null, Problems.NONE);
    }

    @PostMapping("/log-in")
    Mono<String> logIn(@ModelAttribute("form") LogInForm form, Model model) {
        return sources.tryLogIn(form.test())
                .map(report -> page(model, report, Problems.NONE))
                .onErrorResume(
                        RefusedChangeException.class, refused -> Mono.just(page(model, null, Problems.of(refused))));
    }

    @PostMapping("/forget")
    Mono<String> forget(Principal principal, ServerHttpRequest request, WebSession session) {
        return sources.forgetDecisions(AuthorOf.request(principal, request)).then(Mono.fromSupplier(() -> {
            Flash.done(session, "Every source is asked anew from now on.");
            return "redirect:/access/sources";
        }));
    }

    private String page(Model model, @Nullable LogInReport report, Problems problems) {
        model.addAttribute("sources", sources.sources());
        model.addAttribute("chains", sources.chains());
        model.addAttribute("report", report);
        model.addAttribute("problems", problems);
        return "access/sources";
    }
}
