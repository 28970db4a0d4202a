package io.ternmq.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter as SUBSCRIBE carries it, taken apart: {@code $share/<share name>/<filter>} or just the filter. Immutable.
 * Equal when share name and filter are equal.
 */
public final class TopicFilter {
    private final @Nullable String shareName;
    private final byte[] utf8;
    private final boolean wildcard;
    private final int hash;

    private TopicFilter(@Nullable String shareName, byte[] utf8) {
        this.shareName = shareName;
        this.utf8 = utf8;
        this.wildcard = hasWildcard(utf8);
        this.hash = 31 * Arrays.hashCode(utf8) + (shareName == null ? 0 : shareName.hashCode());
    }

    private static boolean hasWildcard(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '+' || b == '#') {
                return true;
            }
        }
        return false;
    }

    /** The filter of a text that the decoder found valid. */
    public static TopicFilter of(String text) {
        if (text.startsWith("$share/")) {
            int end = text.indexOf('/', 7);
            return new TopicFilter(
                    text.substring(7, end).intern(), text.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        }
        return new TopicFilter(null, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The name of the group that shares the subscription, or null when it isn't shared. */
    public @Nullable String shareName() {
        return shareName;
    }

    public boolean isShared() {
        return shareName != null;
    }

    /** Whether a level is {@code +} or {@code #}. */
    public boolean hasWildcard() {
        return wildcard;
    }

    /** The filter's bytes without the share prefix; callers must not change them. */
    public byte[] utf8() {
        return utf8;
    }

    /** The filter without the share prefix. */
    public TopicFilter unshared() {
        return shareName == null ? this : new TopicFilter(null, utf8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicFilter filter
                && hash == filter.hash
                && Arrays.equals(utf8, filter.utf8)
                && java.util.Objects.equals(shareName, filter.shareName);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As a client writes it, with the share prefix. */
    @Override
    public String toString() {
        String filter = new String(utf8, StandardCharsets.UTF_8);
        return shareName == null ? filter : "$share/" + shareName + "/" + filter;
    }
}
