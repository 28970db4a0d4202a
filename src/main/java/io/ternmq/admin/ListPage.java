package io.ternmq.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a long list.
 *
 * @param next the cursor of the next page; null when there is none
 * @param cutShort whether the time was over before the page was full or everything was looked at; when there is a next page, it goes
 *     on from there
 */
public record ListPage<T>(List<T> items, @Nullable String next, boolean cutShort) {
    /** The most items of a page. */
    public static final int MAX_LIMIT = 1000;

    static int limit(int asked) {
        if (asked < 1 || asked > MAX_LIMIT) {
            throw new InvalidInputException("the limit must be from 1 to " + MAX_LIMIT);
        }
        return asked;
    }
}
