package io.ternmq.console;

import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.SubscriptionAdmin;
import io.ternmq.admin.SubscriptionFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import reactor.core.publisher.Mono;

/** The pages about who has subscribed to what. */
@Controller
class SubscriptionPages {
    private static final String LIST = "/subscriptions";
    private static final String SHARED = "/subscriptions/shared";
    private static final int ROWS = 50;
    private static final int GROUPS = 20;

    private final SubscriptionAdmin subscriptions;

    SubscriptionPages(SubscriptionAdmin subscriptions) {
        this.subscriptions = subscriptions;
    }

    @GetMapping(LIST)
    Mono<String> list(
            @ModelAttribute("asked") SubscriptionFilter asked,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        Map<String, String> parameters = Links.parameters(asked);
        model.addAttribute("first", cursor == null || cursor.isEmpty());
        model.addAttribute("self", Links.to(LIST, parameters));
        return subscriptions.list(asked, cursor, ROWS).map(page -> {
            model.addAttribute("page", page);
            model.addAttribute("next", Links.next(LIST, parameters, page.next()));
            return "subscriptions";
        });
    }

    @GetMapping("/subscriptions/receivers")
    Mono<String> receivers(
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "") String mountpoint,
            Model model) {
        model.addAttribute("topic", topic);
        model.addAttribute("mountpoint", mountpoint);
        if (topic.isEmpty()) {
            return Mono.just("receivers");
        }
        return subscriptions
                .receivers(mountpoint, topic)
                .doOnNext(found -> model.addAttribute("receivers", found))
                .thenReturn("receivers")
                .onErrorResume(InvalidInputException.class, e -> {
                    model.addAttribute("error", e.getMessage());
                    return Mono.just("receivers");
                });
    }

    @GetMapping(SHARED)
    Mono<String> shared(@RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("first", cursor == null || cursor.isEmpty());
        return subscriptions.shared(cursor, GROUPS).map(page -> {
            model.addAttribute("page", page);
            model.addAttribute("next", Links.next(SHARED, Map.of(), page.next()));
            return "shared";
        });
    }
}
