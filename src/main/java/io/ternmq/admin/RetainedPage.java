package io.ternmq.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the retained messages that match a filter.
 *
 * @param next the cursor of the next page; null when there is none
 * @param matching how many match in all
 * @param complete false when the time was over before all were looked at, so that some may be missing
 */
public record RetainedPage(
        List<RetainedReport> items, @Nullable String next, long matching, boolean complete) {}
