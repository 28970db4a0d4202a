package io.ternmq.console;

import io.ternmq.admin.AccountAdmin;
import io.ternmq.admin.RefusedException;
import io.ternmq.admin.Words;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The log-in page, whose form the gate answers, and the page on which people change their own password. */
@Controller
class LogInController {
    private static final int MAX_WAIT_SECONDS = 86_400;

    private final AccountAdmin accounts;

    LogInController(AccountAdmin accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/login")
    String logIn(
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestParam(name = "next", defaultValue = "/") String next,
            @Nullable Principal who,
            Model model) {
        if (who != null) {
            return "redirect:/";
        }
        model.addAttribute("next", next);
        model.addAttribute("failure", failure(parameters));
        model.addAttribute("notice", notice(parameters));
        return "login";
    }

    private static @Nullable String failure(MultiValueMap<String, String> parameters) {
        if (parameters.containsKey("failed")) {
            return "Name or password is not right.";
        }
        if (parameters.containsKey("busy")) {
            return "Log-ins can't be checked at the moment. Try again soon; the node's log says more.";
        }
        String wait = parameters.getFirst("wait");
        return wait == null || !wait.matches("\\d{1,5}")
                ? null
                : "Too many failed log-ins. Try again in "
                        + Words.span(Duration.ofSeconds(Math.min(MAX_WAIT_SECONDS, Long.parseLong(wait)))) + ".";
    }

    private static @Nullable String notice(MultiValueMap<String, String> parameters) {
        if (parameters.containsKey("changed")) {
            return "The password was changed. Log in with the new one.";
        }
        return parameters.containsKey("bye") ? "You have logged out." : null;
    }

    @GetMapping("/password")
    String password() {
        return "password";
    }

    @PostMapping("/password")
    Mono<String> changePassword(Principal who, ServerHttpRequest request, ServerWebExchange exchange, Model model) {
        return exchange.getFormData().flatMap(form -> {
            String wanted = value(form, "wanted");
            if (!wanted.equals(value(form, "again"))) {
                return Mono.just(refuse(model, "The new password was not typed the same twice."));
            }
            return accounts.changeOwnPassword(AuthorOf.request(who, request), value(form, "current"), wanted)
                    .map(changed -> "redirect:/login?changed")
                    .onErrorResume(RefusedException.class, refused -> Mono.just(refuse(model, refused.getMessage())));
        });
    }

    private static String refuse(Model model, @Nullable String sentence) {
        model.addAttribute("failure", sentence);
        return "password";
    }

    private static String value(MultiValueMap<String, String> form, String name) {
        String value = form.getFirst(name);
        return value == null ? "" : value;
    }
}
