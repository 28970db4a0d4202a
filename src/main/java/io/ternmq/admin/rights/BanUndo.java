package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BanStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Who;
import io.ternmq.admin.RefusedException;
import io.ternmq.admin.Undoable;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes changes of bans back: one that was made ends, one that was ended goes on for as long as it would have. */
@Component
class BanUndo implements Undoable {
    private final BanStore bans;
    private final JsonMapper json;

    BanUndo(BuiltinStore store, JsonMapper json) {
        this.bans = store.bans();
        this.json = json;
    }

    @Override
    public Set<String> undoableActions() {
        return Set.of("ban.create", "ban.delete");
    }

    @Override
    public Mono<Void> takeBack(Change change) {
        JsonNode before = change.before();
        JsonNode after = change.after();
        if (before != null) {
            return putBack(json.treeToValue(before, BanReport.class));
        }
        return after == null ? refused("Nothing is known of the ban.") : end(json.treeToValue(after, BanReport.class));
    }

    private Mono<Void> end(BanReport made) {
        return of(made).filter(ban -> ban.since().equals(made.since()))
                .switchIfEmpty(refused("The ban is over, or was changed since."))
                .flatMap(ban -> bans.remove(ban.id()))
                .then();
    }

    private Mono<Void> putBack(BanReport was) {
        Who.Kind kind = RuleChecks.named(Who.Kind.class, was.kind());
        if (kind == null) {
            return refused("Nothing is known of the ban.");
        }
        if (was.until() != null && was.until().isBefore(Instant.now())) {
            return refused("The ban would be over by now.");
        }
        return of(was).hasElement()
                .flatMap(there -> there
                        ? refused("There is another ban of the same since.")
                        : bans.add(new Ban(0, kind, was.value(), was.reason(), was.by(), was.since(), was.until()))
                                .then());
    }

    /** The ban of the same client, user or address that there is now. */
    private Mono<Ban> of(BanReport report) {
        return bans.list()
                .filter(ban -> RuleChecks.word(ban.kind()).equals(report.kind())
                        && ban.value().equals(report.value()))
                .next();
    }

    private static <T> Mono<T> refused(String sentence) {
        return Mono.error(() -> new RefusedException(sentence));
    }
}
