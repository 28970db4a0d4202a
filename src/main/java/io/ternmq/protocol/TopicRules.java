package io.ternmq.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What makes a topic name or a topic filter valid (MQTT 5 section 4.7, which is that of 3.1.1 too). A problem is told as a
 * phrase that goes on after "the topic …", or null when there is none. The methods that take bytes expect valid UTF-8.
 */
public final class TopicRules {
    /** How a shared subscription's filter begins. */
    public static final String SHARE_PREFIX = "$share/";

    private static final byte[] SHARE = SHARE_PREFIX.getBytes(StandardCharsets.UTF_8);
    private static final int MAX_BYTES = 65535;

    private TopicRules() {}

    /** How many levels a topic or filter has: one more than it has slashes. */
    public static int levels(byte[] utf8) {
        return levels(utf8, 0);
    }

    private static int levels(byte[] utf8, int from) {
        int levels = 1;
        for (int i = from; i < utf8.length; i++) {
            if (utf8[i] == '/') {
                levels++;
            }
        }
        return levels;
    }

    /** What is wrong with a topic name given as text, by an operator or over HTTP. */
    public static @Nullable String nameProblem(String text) {
        return nameProblem(text, Integer.MAX_VALUE);
    }

    /** As {@link #nameProblem(String)}, with at most so many levels. */
    public static @Nullable String nameProblem(String text, int maxLevels) {
        String problem = textProblem(text);
        return problem != null ? problem : nameProblem(text.getBytes(StandardCharsets.UTF_8), maxLevels);
    }

    /** What is wrong with a topic name. */
    public static @Nullable String nameProblem(byte[] utf8, int maxLevels) {
        if (utf8.length == 0) {
            return "is empty";
        }
        if (utf8.length > MAX_BYTES) {
            return "is longer than 65535 bytes";
        }
        int levels = 1;
        for (byte b : utf8) {
            if (b == '+' || b == '#') {
                return "has a wildcard";
            }
            if (b == '/') {
                levels++;
            }
        }
        return levels > maxLevels ? "has too many levels" : null;
    }

    /** What is wrong with a topic filter given as text, with or without the share prefix. */
    public static @Nullable String filterProblem(String text) {
        String problem = textProblem(text);
        return problem != null ? problem : filterProblem(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** What is wrong with a topic filter, with or without the share prefix; the prefix doesn't count as levels. */
    public static @Nullable String filterProblem(byte[] utf8, int maxLevels) {
        if (utf8.length == 0) {
            return "is empty";
        }
        if (utf8.length > MAX_BYTES) {
            return "is longer than 65535 bytes";
        }
        int from = 0;
        if (isShare(utf8)) {
            from = filterAfterShareName(utf8);
            if (from < 0) {
                return "is no $share/<share name>/<filter>";
            }
        }
        return wildcardProblem(utf8, from, maxLevels);
    }

    /** Whether it is meant as a shared subscription: {@code $share} alone or with a slash after it. */
    static boolean isShare(byte[] utf8) {
        for (int i = 0; i < SHARE.length - 1; i++) {
            if (i >= utf8.length || utf8[i] != SHARE[i]) {
                return false;
            }
        }
        return utf8.length == SHARE.length - 1 || utf8[SHARE.length - 1] == '/';
    }

    /** Where the filter begins after {@code $share/<share name>/}, or -1 when name or filter are missing or invalid. */
    static int filterAfterShareName(byte[] utf8) {
        int end = SHARE.length;
        while (end < utf8.length && utf8[end] != '/') {
            if (utf8[end] == '+' || utf8[end] == '#') {
                return -1;
            }
            end++;
        }
        return end == SHARE.length || end >= utf8.length - 1 ? -1 : end + 1;
    }

    /** A wildcard stands alone in its level, and {@code #} in the last one (MQTT-4.7.1-1, MQTT-4.7.1-2). */
    private static @Nullable String wildcardProblem(byte[] utf8, int from, int maxLevels) {
        int levels = 1;
        for (int i = from; i < utf8.length; i++) {
            byte b = utf8[i];
            if (b == '/') {
                levels++;
            } else if (b == '+' || b == '#') {
                if (i > from && utf8[i - 1] != '/' || i + 1 < utf8.length && utf8[i + 1] != '/') {
                    return "has a wildcard that shares its level";
                }
                if (b == '#' && i + 1 < utf8.length) {
                    return "has a # that is not last";
                }
            }
        }
        return levels > maxLevels ? "has too many levels" : null;
    }

    /** A string of MQTT has no U+0000 and no half of a surrogate pair (MQTT-1.5.4-1, MQTT-1.5.4-2). */
    public static @Nullable String textProblem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "has a U+0000";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "has half of a surrogate pair";
            }
        }
        return null;
    }
}
