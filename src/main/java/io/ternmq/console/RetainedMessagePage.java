package io.ternmq.console;

import io.ternmq.admin.RetainedAdmin;
import io.ternmq.admin.RetainedPayload;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The page of one retained message. Its payload is shown to those only who may operate. */
@Controller
class RetainedMessagePage {
    private final RetainedAdmin retained;

    RetainedMessagePage(RetainedAdmin retained) {
        this.retained = retained;
    }

    /** Which message. */
    record Asked(String topic, @Nullable String mountpoint) {
        Asked {
            topic = Objects.requireNonNullElse(topic, "");
        }

        public String place() {
            return mountpoint == null ? "" : mountpoint;
        }
    }

    @GetMapping("/retained/message")
    Mono<String> message(
            @RequestParam String topic,
            @RequestParam(defaultValue = "") String mountpoint,
            @RequestAttribute(name = FrameFilter.FRAME, required = false) @Nullable Frame frame,
            Model model,
            ServerHttpResponse response) {
        return page(new Asked(topic, mountpoint), frame, model, response);
    }

    /** The same for topics that are too long for an address. */
    @PostMapping("/retained/message")
    Mono<String> longMessage(
            @ModelAttribute("asked") Asked asked,
            @RequestAttribute(name = FrameFilter.FRAME, required = false) @Nullable Frame frame,
            Model model,
            ServerHttpResponse response) {
        return page(asked, frame, model, response);
    }

    private Mono<String> page(Asked asked, @Nullable Frame frame, Model model, ServerHttpResponse response) {
        boolean operates = frame != null && frame.operates();
        model.addAttribute("asked", asked);
        return retained.find(asked.place(), asked.topic(), operates)
                .doOnNext(found -> show(found, model))
                .thenReturn("retained-message")
                .doOnNext(view -> {
                    if (!model.containsAttribute("found")) {
                        response.setStatusCode(HttpStatus.NOT_FOUND);
                    }
                });
    }

    private static void show(RetainedPayload found, Model model) {
        model.addAttribute("found", found);
        String hex = found.hex();
        model.addAttribute("hex", hex == null ? null : hex.replaceAll("(.{32})", "$1\n"));
    }

    @PostMapping("/retained/delete")
    Mono<String> delete(
            @ModelAttribute("asked") Asked asked, Principal principal, ServerHttpRequest request, WebSession session) {
        return retained.delete(AuthorOf.request(principal, request), asked.place(), asked.topic())
                .map(done -> {
                    if (done) {
                        Flash.done(session, "The retained message was deleted.");
                    } else {
                        Flash.refused(session, "It isn't there any more.");
                    }
                    return "redirect:" + Links.to("/retained", "mountpoint", asked.place());
                });
    }
}
