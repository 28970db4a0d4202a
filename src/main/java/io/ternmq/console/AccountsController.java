package io.ternmq.console;

import io.ternmq.admin.AccountAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.Rank;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The people who may log in. */
@Controller
@RequestMapping("/accounts")
class AccountsController {
    private static final String PAGE = "/accounts";

    private final AccountAdmin accounts;

    AccountsController(AccountAdmin accounts) {
        this.accounts = accounts;
    }

    /** What the form for a new account sends. */
    record NewAccount(String name, String role, String password) {
        @Override
        public String toString() {
            return "NewAccount[" + name + "]";
        }
    }

    /** What a row's form sends; {@code disabled} is there when its box is checked. */
    record Change(String role, @Nullable Boolean disabled) {}

    @GetMapping
    Mono<String> list(Model model) {
        return accounts.list().collectList().map(list -> {
            model.addAttribute("accounts", list);
            model.addAttribute("ranks", Rank.values());
            return "accounts";
        });
    }

    @PostMapping
    Mono<String> create(NewAccount form, Principal who, ServerHttpRequest request, WebSession session) {
        Author author = AuthorOf.request(who, request);
        return Done.then(
                Mono.defer(() -> accounts.create(author, form.name(), Rank.parse(form.role()), form.password())),
                session,
                PAGE,
                "The account " + form.name() + " was made. Its password has to be changed at the first log-in.");
    }

    @PostMapping("/{name}")
    Mono<String> change(
            @PathVariable String name, Change form, Principal who, ServerHttpRequest request, WebSession session) {
        Author author = AuthorOf.request(who, request);
        return Done.then(
                Mono.defer(() -> accounts.change(
                        author, name, Rank.parse(form.role()), form.disabled() != null && form.disabled())),
                session,
                PAGE,
                "The account " + name + " was changed; its sessions have ended.");
    }

    @PostMapping("/{name}/delete")
    Mono<String> delete(@PathVariable String name, Principal who, ServerHttpRequest request, WebSession session) {
        return Done.then(
                accounts.delete(AuthorOf.request(who, request), name),
                session,
                PAGE,
                "The account " + name + " was deleted.");
    }

    /** The page that answers shows the password, and it is in no address and no session. */
    @PostMapping("/{name}/password")
    Mono<String> resetPassword(
            @PathVariable String name, Principal who, ServerHttpRequest request, WebSession session, Model model) {
        Mono<String> page = accounts.resetPassword(AuthorOf.request(who, request), name)
                .map(made -> {
                    model.addAttribute("what", "The new password of " + name);
                    model.addAttribute("secret", made);
                    model.addAttribute("advice", "It has to be changed at the next log-in.");
                    model.addAttribute("back", PAGE);
                    return "secret";
                });
        return Done.orRefused(page, session, PAGE);
    }
}
