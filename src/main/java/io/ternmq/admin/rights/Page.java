package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of many.
 *
 * @param next where the next page begins, to be given back as it is; null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {}
