package io.ternmq.api;

import io.ternmq.admin.ListPage;
import io.ternmq.admin.Receivers;
import io.ternmq.admin.SharedReport;
import io.ternmq.admin.SubscriptionAdmin;
import io.ternmq.admin.SubscriptionFilter;
import io.ternmq.admin.SubscriptionReport;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Subscriptions, for programs. */
@RestController
@RequestMapping(path = "/api/v3/subscriptions", produces = "application/json")
class SubscriptionsController {
    private final SubscriptionAdmin subscriptions;

    SubscriptionsController(SubscriptionAdmin subscriptions) {
        this.subscriptions = subscriptions;
    }

    @GetMapping
    Mono<ListPage<SubscriptionReport>> list(
            SubscriptionFilter filter,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "100") int limit) {
        return subscriptions.list(filter, cursor, limit);
    }

    /** Who would get a message that is published to a topic. */
    @GetMapping("/receivers")
    Mono<Receivers> receivers(@RequestParam String topic, @RequestParam(defaultValue = "") String mountpoint) {
        return subscriptions.receivers(mountpoint, topic);
    }

    /** Shared subscriptions with their members. */
    @GetMapping("/shared")
    Mono<ListPage<SharedReport>> shared(
            @RequestParam(required = false) @Nullable String cursor, @RequestParam(defaultValue = "100") int limit) {
        return subscriptions.shared(cursor, limit);
    }
}
