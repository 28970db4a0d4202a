package io.ternmq.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The levels at one place of the tree of retained messages.
 *
 * @param path the topic levels that lead there; null for the first levels
 * @param next the cursor of the next page; null when there is none
 * @param cutShort whether the time was over before all levels were looked at, so that some may be missing
 */
public record RetainedLevels(
        @Nullable String path, List<Level> levels, @Nullable String next, boolean cutShort) {
    /**
     * One level.
     *
     * @param name the level alone
     * @param path that leads to it
     * @param message of the topic that ends here; null when there is none
     * @param below messages here and below
     * @param more whether there may be more than these
     * @param deeper whether there are levels below
     */
    public record Level(
            String name, String path, @Nullable RetainedReport message, int below, boolean more, boolean deeper) {}
}
