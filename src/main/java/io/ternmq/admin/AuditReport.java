package io.ternmq.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what.
 *
 * @param differences what was changed of the object, a line each
 * @param undoes the entry that this one takes back; 0 for none
 * @param undoable whether {@link AuditAdmin#undo} can try
 */
public record AuditReport(
        long id,
        Instant at,
        String author,
        String via,
        String address,
        String action,
        String object,
        List<Difference> differences,
        long undoes,
        boolean undoable) {

    /**
     * One value before and after.
     *
     * @param what the property, by its path in the object
     * @param before null when there was none
     * @param after null when there is none any more
     */
    public record Difference(
            String what, @Nullable String before, @Nullable String after) {}
}
