package io.ternmq.api.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RuleTable;
import org.jspecify.annotations.Nullable;

/** The version of the rules as an entity tag. */
final class Version {
    private Version() {}

    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** @param ifMatch null and {@code *} for any version */
    static long of(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return RuleTable.ANY_VERSION;
        }
        try {
            return Long.parseLong(ifMatch.strip().replaceAll("^\"|\"$", ""));
        } catch (NumberFormatException e) {
            throw RefusedChangeException.invalid("If-Match", "If-Match is no ETag that was given.");
        }
    }
}
