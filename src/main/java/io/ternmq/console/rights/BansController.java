package io.ternmq.console.rights;

import io.ternmq.admin.rights.BanAdmin;
import io.ternmq.admin.rights.BanInput;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.console.AuthorOf;
import io.ternmq.console.Flash;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
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

/** The page of bans. */
@Controller
@RequestMapping(path = "/access/bans", produces = MediaType.TEXT_HTML_VALUE)
class BansController {
    private static final int PAGE = 100;
    private static final String LIST = "redirect:/access/bans";

    private final BanAdmin bans;

    BansController(BanAdmin bans) {
        this.bans = bans;
    }

    /**
     * The form of a ban.
     *
     * @param amount how many units it lasts; null for good
     * @param unit minutes, hours or days
     */
    record BanForm(
            @Nullable String kind,
            @Nullable String value,
            @Nullable String reason,
            @Nullable Integer amount,
            @Nullable String unit) {
        private BanInput input() {
            return new BanInput(text(kind), text(value), text(reason), lasts());
        }

        private @Nullable Duration lasts() {
            if (amount == null) {
                return null;
            }
            return switch (text(unit)) {
                case "days" -> Duration.ofDays(amount);
                case "hours" -> Duration.ofHours(amount);
                default -> Duration.ofMinutes(amount);
            };
        }

        private static String text(@Nullable String text) {
            return text == null ? "" : text;
        }
    }

    /** What a button's form says. */
    record BanId(long id) {}

    @GetMapping
    Mono<String> list(
            @ModelAttribute("form") BanForm form,
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            Model model) {
        return page(form, before, Problems.NONE, model);
    }

    @PostMapping
    Mono<String> add(
            @ModelAttribute("form") BanForm form,
            Model model,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return bans.add(AuthorOf.request(principal, request), form.input())
                .map(added -> {
                    Flash.done(session, "The ban holds from now on.");
                    return LIST;
                })
                .onErrorResume(
                        RefusedChangeException.class,
                        refused -> page(form, Long.MAX_VALUE, Problems.of(refused), model));
    }

    @PostMapping("/remove")
    Mono<String> remove(@ModelAttribute BanId ban, Principal principal, ServerHttpRequest request, WebSession session) {
        return bans.remove(AuthorOf.request(principal, request), ban.id())
                .then(Mono.fromSupplier(() -> {
                    Flash.done(session, "The ban is lifted.");
                    return LIST;
                }))
                .onErrorResume(RefusedChangeException.class, refused -> {
                    Flash.refused(session, String.valueOf(refused.getMessage()));
                    return Mono.just(LIST);
                });
    }

    private Mono<String> page(BanForm form, long before, Problems problems, Model model) {
        return bans.list(before, PAGE).map(page -> {
            model.addAttribute("form", form);
            model.addAttribute("problems", problems);
            model.addAttribute("bans", page.items());
            model.addAttribute("first", before == Long.MAX_VALUE);
            model.addAttribute("next", page.next());
            return "access/bans";
        });
    }
}
