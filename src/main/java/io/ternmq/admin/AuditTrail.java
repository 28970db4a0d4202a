package io.ternmq.admin;

import io.ternmq.access.builtin.AuditEntry;
import io.ternmq.access.builtin.BuiltinStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Keeps who changed what. */
@Component
public class AuditTrail {
    private final BuiltinStore store;
    private final JsonMapper json;

    AuditTrail(BuiltinStore store, JsonMapper json) {
        this.store = store;
        this.json = json;
    }

    /** Adds an entry; before and after without secrets. */
    public Mono<AuditEntry> record(
            Author author, String action, String object, @Nullable Object before, @Nullable Object after) {
        return store.audit()
                .add(new AuditEntry(
                        0,
                        Instant.now(),
                        author.name(),
                        author.via(),
                        author.address(),
                        action,
                        object,
                        before == null ? null : json.writeValueAsString(before),
                        after == null ? null : json.writeValueAsString(after),
                        0));
    }
}
