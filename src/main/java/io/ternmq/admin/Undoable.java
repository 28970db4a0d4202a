package io.ternmq.admin;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A use case whose changes can be taken back. {@link AuditAdmin} finds it by the action of the audited change, and writes the entry. */
public interface Undoable {
    /** The actions it can take back, as they stand in the audit log. */
    Set<String> undoableActions();

    /**
     * Takes a change back, entirely or not at all, without auditing it.
     *
     * @return an error {@link RefusedException} when that can't be done, for instance since somebody has changed it again
     */
    Mono<Void> takeBack(Change change);

    /**
     * A change as it was audited.
     *
     * @param before null when there was nothing
     * @param after null when nothing was left
     */
    record Change(
            String action,
            String object,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}
}
