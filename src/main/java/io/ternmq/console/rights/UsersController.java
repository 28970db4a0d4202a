package io.ternmq.console.rights;

import io.ternmq.admin.rights.Page;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import io.ternmq.admin.rights.UserAdmin;
import io.ternmq.admin.rights.UserReport;
import io.ternmq.console.AuthorOf;
import io.ternmq.console.Flash;
import java.security.Principal;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The pages of users. A user's name stands in the query, never in the path: it may have any character. */
@Controller
@RequestMapping(path = "/access/users", produces = MediaType.TEXT_HTML_VALUE)
class UsersController {
    private static final int PAGE = 50;
    private static final String LIST = "redirect:/access/users";

    private final UserAdmin users;

    UsersController(UserAdmin users) {
        this.users = users;
    }

    @GetMapping
    Mono<String> list(
            @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String after, Model model) {
        return Mono.zip(users.list(q, after, PAGE), users.count()).map(found -> {
            Page<UserReport> page = found.getT1();
            model.addAttribute("users", page.items());
            model.addAttribute("next", page.next());
            model.addAttribute("count", found.getT2());
            model.addAttribute("q", q);
            model.addAttribute("first", after.isEmpty());
            return "access/users";
        });
    }

    @GetMapping("/new")
    String newUser(@RequestParam(defaultValue = "") String name, Model model) {
        return form(model, UserForm.empty(name), true, Problems.NONE);
    }

    @PostMapping("/new")
    Mono<String> create(
            @ModelAttribute("form") UserForm form,
            Model model,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return users.create(AuthorOf.request(principal, request), form.name(), form.input())
                .map(created -> {
                    Flash.done(session, "The user was created.");
                    return LIST;
                })
                .onErrorResume(
                        RefusedChangeException.class,
                        refused -> Mono.just(form(model, form, true, Problems.of(refused))));
    }

    @GetMapping("/edit")
    Mono<String> edit(@RequestParam String name, Model model, WebSession session) {
        return users.get(name)
                .map(user -> form(model, UserForm.of(user), false, Problems.NONE))
                .onErrorResume(RefusedChangeException.class, refused -> gone(session, refused));
    }

    @PostMapping("/edit")
    Mono<String> change(
            @ModelAttribute("form") UserForm form,
            Model model,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return users.change(AuthorOf.request(principal, request), form.name(), form.input())
                .map(changed -> {
                    Flash.done(session, "The user was changed.");
                    return LIST;
                })
                .onErrorResume(
                        RefusedChangeException.class,
                        refused -> refused.reason() == Reason.MISSING
                                ? gone(session, refused)
                                : Mono.just(form(model, form, false, Problems.of(refused))));
    }

    @PostMapping("/disable")
    Mono<String> disable(UserName user, Principal principal, ServerHttpRequest request, WebSession session) {
        return users.setDisabled(AuthorOf.request(principal, request), user.name(), true)
                .map(changed -> done(session, "The user is disabled, and admitted nowhere."))
                .onErrorResume(RefusedChangeException.class, refused -> gone(session, refused));
    }

    @PostMapping("/enable")
    Mono<String> enable(UserName user, Principal principal, ServerHttpRequest request, WebSession session) {
        return users.setDisabled(AuthorOf.request(principal, request), user.name(), false)
                .map(changed -> done(session, "The user is enabled again."))
                .onErrorResume(RefusedChangeException.class, refused -> gone(session, refused));
    }

    @PostMapping("/delete")
    Mono<String> delete(UserName user, Principal principal, ServerHttpRequest request, WebSession session) {
        return users.delete(AuthorOf.request(principal, request), user.name())
                .then(Mono.fromSupplier(() -> done(session, "The user was deleted.")))
                .onErrorResume(RefusedChangeException.class, refused -> gone(session, refused));
    }

    /** What a button's form says. */
    record UserName(String name) {}

    private static String done(WebSession session, String sentence) {
        Flash.done(session, sentence);
        return LIST;
    }

    private static Mono<String> gone(WebSession session, RefusedChangeException refused) {
        Flash.refused(session, String.valueOf(refused.getMessage()));
        return Mono.just(LIST);
    }

    private String form(Model model, UserForm form, boolean isNew, Problems problems) {
        model.addAttribute("form", form.withoutPassword());
        model.addAttribute("isNew", isNew);
        model.addAttribute("problems", problems);
        model.addAttribute("disconnects", users.disconnectsOldPasswords());
        return "access/user";
    }
}
