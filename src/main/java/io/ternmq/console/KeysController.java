package io.ternmq.console;

import io.ternmq.admin.ApiKeyAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.Rank;
import java.security.Principal;
import java.time.Duration;
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

/** The keys of programs that use the HTTP API. */
@Controller
@RequestMapping("/keys")
class KeysController {
    private static final String PAGE = "/keys";
    private static final int MAX_DAYS = 3650;

    private final ApiKeyAdmin keys;

    KeysController(ApiKeyAdmin keys) {
        this.keys = keys;
    }

    /** What the form for a new key sends; without days it doesn't expire. */
    record NewKey(String name, String role, @Nullable Integer days) {}

    @GetMapping
    Mono<String> list(Model model) {
        return keys.list().collectList().map(list -> {
            model.addAttribute("keys", list);
            model.addAttribute("ranks", Rank.values());
            return "keys";
        });
    }

    /** The page that answers shows the key, and it is in no address and no session. */
    @PostMapping
    Mono<String> create(NewKey form, Principal who, ServerHttpRequest request, WebSession session, Model model) {
        Author author = AuthorOf.request(who, request);
        Mono<String> page = Mono.defer(
                        () -> keys.create(author, form.name(), Rank.parse(form.role()), lifetime(form.days())))
                .map(made -> {
                    model.addAttribute("what", "The API key " + made.key().name());
                    model.addAttribute("secret", made.text());
                    model.addAttribute("advice", "Programs send it as the header Authorization: Bearer <key>.");
                    model.addAttribute("back", PAGE);
                    return "secret";
                });
        return Done.orRefused(page, session, PAGE);
    }

    private static @Nullable Duration lifetime(@Nullable Integer days) {
        if (days == null) {
            return null;
        }
        if (days < 1 || days > MAX_DAYS) {
            throw new InvalidInputException("A key lasts from 1 to " + MAX_DAYS + " days.");
        }
        return Duration.ofDays(days);
    }

    @PostMapping("/{id}/revoke")
    Mono<String> revoke(@PathVariable String id, Principal who, ServerHttpRequest request, WebSession session) {
        return Done.then(
                keys.revoke(AuthorOf.request(who, request), id),
                session,
                PAGE,
                "The key was revoked; nothing is opened by it any more.");
    }
}
