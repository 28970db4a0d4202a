package io.ternmq.admin;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.AuditStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.admin.Undoable.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who changed what, to be read and, where a use case can, to be taken back. Any thread; nothing waits. */
@Component
public class AuditAdmin {
    /** The most entries that one page has. */
    public static final int MAX_PAGE = 200;

    private final AuditStore store;
    private final AuditTrail trail;
    private final JsonMapper json;
    private final Map<String, Undoable> undoables = new HashMap<>();

    AuditAdmin(BuiltinStore store, AuditTrail trail, JsonMapper json, List<Undoable> undoables) {
        this.store = store.audit();
        this.trail = trail;
        this.json = json;
        undoables.forEach(
                undoable -> undoable.undoableActions().forEach(action -> this.undoables.put(action, undoable)));
    }

    /**
     * Some entries, the latest first.
     *
     * @param next where the next page begins; null when this is the last
     */
    public record Page(List<AuditReport> entries, @Nullable Long next) {}

    /**
     * A page of the log.
     *
     * @param part only entries with this in author, action or object; empty for all
     * @param before {@link Page#next} of the page before; {@link Long#MAX_VALUE} for the first
     */
    public Mono<Page> list(String part, long before, int limit) {
        int size = Math.max(1, Math.min(limit, MAX_PAGE));
        return store.list(part, before, size + 1)
                .map(this::report)
                .collectList()
                .map(found -> {
                    boolean more = found.size() > size;
                    List<AuditReport> shown = more ? found.subList(0, size) : found;
                    return new Page(
                            List.copyOf(shown), more ? shown.get(size - 1).id() : null);
                });
    }

    private AuditReport report(AuditEntry entry) {
        return new AuditReport(
                entry.id(),
                entry.at(),
                entry.author(),
                entry.via(),
                entry.address(),
                entry.action(),
                entry.object(),
                Differences.between(tree(entry.before()), tree(entry.after())),
                entry.undoes(),
                undoables.containsKey(entry.action()));
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }

    /**
     * Takes a change back; that is a change too, with an entry of its own, which can be taken back in turn.
     *
     * @return an error {@link RefusedException} when that can't be done
     */
    public Mono<Void> undo(Author author, long id) {
        return store.find(id)
                .switchIfEmpty(Mono.error(() -> new RefusedException("There is no such entry.")))
                .flatMap(entry -> {
                    Undoable undoable = undoables.get(entry.action());
                    return undoable == null
                            ? Mono.error(new RefusedException("This change can't be taken back."))
                            : undo(author, entry, undoable);
                });
    }

    private Mono<Void> undo(Author author, AuditEntry entry, Undoable undoable) {
        JsonNode before = tree(entry.before());
        JsonNode after = tree(entry.after());
        return undoable.takeBack(new Change(entry.action(), entry.object(), before, after))
                .then(trail.record(author, entry.action(), entry.object(), after, before, entry.id()))
                .then();
    }
}
