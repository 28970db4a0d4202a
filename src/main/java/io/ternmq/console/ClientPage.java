package io.ternmq.console;

import io.ternmq.admin.ClientName;
import io.ternmq.admin.ClientReport;
import io.ternmq.admin.SessionAdmin;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The page of one client. Its id is a parameter, since it may have any character in it. */
@Controller
class ClientPage {
    static final String PAGE = "/clients/client";

    private final SessionAdmin sessions;

    ClientPage(SessionAdmin sessions) {
        this.sessions = sessions;
    }

    /** Which client. */
    record Asked(
            @Nullable String id,
            @Nullable String digest,
            @Nullable String mountpoint) {
        ClientName name() {
            return new ClientName(mountpoint == null ? "" : mountpoint, id, digest);
        }
    }

    @GetMapping(PAGE)
    Mono<String> client(@ModelAttribute("asked") Asked asked, Model model, ServerHttpResponse response) {
        ClientName name = asked.name();
        model.addAttribute("name", name);
        model.addAttribute("self", Links.client(PAGE, name));
        return sessions.find(name)
                .map(client -> {
                    show(client, name, model);
                    return "client";
                })
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    response.setStatusCode(HttpStatus.NOT_FOUND);
                    model.addAttribute("timeline", sessions.timeline(name));
                    return "client-gone";
                }));
    }

    /** The part that changes by itself, or nothing when it is as it was seen last; a client that is gone has another page. */
    @GetMapping(PAGE + "/live")
    Mono<String> live(
            @ModelAttribute("asked") Asked asked,
            @RequestParam(defaultValue = "") String seen,
            Model model,
            ServerHttpResponse response) {
        ClientName name = asked.name();
        response.setStatusCode(HttpStatus.NO_CONTENT);
        return sessions.find(name)
                .switchIfEmpty(Mono.fromRunnable(() -> response.getHeaders().set("HX-Refresh", "true")))
                .filter(client -> !seen.equals(look(client)))
                .map(client -> {
                    response.setStatusCode(HttpStatus.OK);
                    show(client, name, model);
                    return "client :: live";
                })
                .defaultIfEmpty("parts :: nothing");
    }

    private static void show(ClientReport client, ClientName name, Model model) {
        model.addAttribute("client", client);
        model.addAttribute("live", Links.client(PAGE + "/live", name) + "&seen=" + look(client));
    }

    /** Another one for each look of the part that changes by itself; how long a session still has changes it once a minute. */
    private static String look(ClientReport client) {
        Instant ends = client.session().expiresAt();
        long left = ends == null ? 0 : Duration.between(Instant.now(), ends).toMinutes();
        return Integer.toHexString(Objects.hash(client, left));
    }

    /** Which client, and whether its session ends too. */
    record Disconnection(
            @Nullable String id,
            @Nullable String digest,
            @Nullable String mountpoint,
            @Nullable Boolean cleanup) {
        boolean cleansUp() {
            return cleanup != null && cleanup;
        }

        ClientName name() {
            return new Asked(id, digest, mountpoint).name();
        }
    }

    @PostMapping("/clients/disconnect")
    Mono<String> disconnect(
            @ModelAttribute("asked") Disconnection asked,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return sessions.disconnect(AuthorOf.request(principal, request), asked.name(), asked.cleansUp())
                .map(done -> {
                    say(session, done, asked.cleansUp() ? "The session was ended." : "The client was disconnected.");
                    return "redirect:" + (asked.cleansUp() ? "/clients" : Links.client(PAGE, asked.name()));
                });
    }

    private static void say(WebSession session, boolean done, String sentence) {
        if (done) {
            Flash.done(session, sentence);
        } else {
            Flash.refused(session, "It isn't there any more.");
        }
    }

    /** Which client, and which of its subscriptions. */
    record Unsubscription(
            @Nullable String id,
            @Nullable String digest,
            @Nullable String mountpoint,
            String topicFilter) {
        ClientName name() {
            return new Asked(id, digest, mountpoint).name();
        }
    }

    @PostMapping("/clients/unsubscribe")
    Mono<String> unsubscribe(
            @ModelAttribute("asked") Unsubscription asked,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return sessions.unsubscribe(AuthorOf.request(principal, request), asked.name(), asked.topicFilter())
                .map(done -> {
                    say(session, done, "The subscription was taken back.");
                    return "redirect:" + Links.client(PAGE, asked.name());
                });
    }
}
