package io.ternmq.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
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

    /**
     * A filter read from a text, or what is wrong with it.
     *
     * @param filter null when the text is no filter
     * @param problem a phrase like "has a # that is not last", null when there is none
     */
    public record Parsed(
            @Nullable TopicFilter filter, @Nullable String problem) {}

    /** Reads a filter that a person or a file gives. */
    public static Parsed parse(String text) {
        String problem = TopicRules.filterProblem(text);
        return problem == null ? new Parsed(of(text), null) : new Parsed(null, problem);
    }

    /** The filter of a text that is known to be valid; {@link #parse} is for what isn't. */
    public static TopicFilter of(String text) {
        return ofUtf8(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The filter of UTF-8 bytes that have been validated; the array is taken over and must not change any more. */
    public static TopicFilter ofUtf8(byte[] utf8) {
        if (!TopicRules.isShare(utf8)) {
            return new TopicFilter(null, utf8);
        }
        int from = TopicRules.filterAfterShareName(utf8);
        if (from < 0) {
            throw new IllegalArgumentException("invalid shared filter " + new String(utf8, StandardCharsets.UTF_8));
        }
        int nameAt = TopicRules.SHARE_PREFIX.length();
        String name = new String(utf8, nameAt, from - 1 - nameAt, StandardCharsets.UTF_8);
        return new TopicFilter(name, Arrays.copyOfRange(utf8, from, utf8.length));
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

    /** How many levels the filter has, without the share prefix. */
    public int levels() {
        return TopicRules.levels(utf8);
    }

    /** The filter without the share prefix. */
    public TopicFilter unshared() {
        return shareName == null ? this : new TopicFilter(null, utf8);
    }

    /**
     * Whether messages to the topic match the filter, its share name apart. Wildcards in the first level don't match what
     * begins with {@code $} (MQTT-4.7.2-1).
     */
    public boolean matches(Topic topic) {
        return reaches(topic.utf8());
    }

    /**
     * Whether every topic that the other filter matches is matched by this one; share names apart. So {@code +} doesn't
     * cover {@code #}, and {@code #} doesn't cover {@code $SYS/#}.
     */
    public boolean covers(TopicFilter other) {
        return reaches(other.utf8);
    }

    /**
     * Walks both at once. The other may be a topic or a filter, since a topic is a filter without wildcards: its {@code +} is
     * reached by a wildcard only, for no literal level is a plus sign, and its {@code #} by {@code #}.
     */
    private boolean reaches(byte[] other) {
        if (other[0] == '$' && (utf8[0] == '+' || utf8[0] == '#')) {
            return false;
        }
        int at = 0;
        int there = 0;
        while (at < utf8.length) {
            byte b = utf8[at];
            if (b == '#') {
                return true;
            }
            if (b == '+') {
                if (there < other.length && other[there] == '#') {
                    // It stands for its parent level too, which "+/#" lacks; but "#" and "/#" have no parent that is a
                    // topic.
                    return there <= 1 && isParentOfAll(at + 1);
                }
                while (there < other.length && other[there] != '/') {
                    there++;
                }
                at++;
            } else if (there < other.length && other[there] == b) {
                at++;
                there++;
            } else {
                return there == other.length && isParentOfAll(at);
            }
        }
        return there == other.length;
    }

    /** Whether the rest of the filter is {@code /#}, which matches the parent level as well. */
    private boolean isParentOfAll(int at) {
        return at + 2 == utf8.length && utf8[at] == '/' && utf8[at + 1] == '#';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicFilter filter
                && hash == filter.hash
                && Arrays.equals(utf8, filter.utf8)
                && Objects.equals(shareName, filter.shareName);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** As a client writes it, with the share prefix. */
    @Override
    public String toString() {
        String filter = new String(utf8, StandardCharsets.UTF_8);
        return shareName == null ? filter : TopicRules.SHARE_PREFIX + shareName + "/" + filter;
    }
}
