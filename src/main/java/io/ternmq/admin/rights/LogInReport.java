package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a log-in.
 *
 * @param code the reason code's name in small letters, with blanks
 * @param source what decided
 * @param why by what, in words
 * @param trail what was asked before, in order
 */
public record LogInReport(
        boolean admitted,
        String code,
        String clientId,
        @Nullable String userName,
        List<String> groups,
        String source,
        String why,
        List<String> trail,
        long micros) {}
