package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an import of users does, or would do.
 *
 * @param created how many users are new
 * @param changed how many are there already
 * @param names of the first of them
 * @param problems when there are any, nothing is imported
 * @param token to go on with; null when there are problems, or when it is done
 */
public record ImportReport(
        int created,
        int changed,
        List<String> names,
        List<LineProblem> problems,
        @Nullable String token) {

    /**
     * What is wrong with a line; no password in it.
     *
     * @param line from 1, with the line of column names
     */
    public record LineProblem(int line, String sentence) {}
}
