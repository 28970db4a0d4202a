package io.ternmq.access.builtin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what.
 *
 * @param id 0 for one that wasn't kept yet
 * @param author the account or API key
 * @param via {@code console}, {@code api} or {@code cli}
 * @param address where the request came from
 * @param action for instance {@code user.create}
 * @param object what was changed, for instance the user's name
 * @param before as JSON, without secrets; null when there was nothing
 * @param after as JSON, without secrets; null when there is nothing any more
 * @param undoes the entry that this one takes back; 0 for none
 */
public record AuditEntry(
        long id,
        Instant at,
        String author,
        String via,
        String address,
        String action,
        String object,
        @Nullable String before,
        @Nullable String after,
        long undoes) {}
