package io.ternmq.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A topic name as a PUBLISH carries it: no wildcards, at least one character. Immutable; kept as UTF-8 bytes, since the
 * routing of a message never needs a String. Equal when the bytes are equal.
 */
public final class Topic {
    private final byte[] utf8;
    private final int hash;
    private final int levels;
    private @Nullable String text;

    private Topic(byte[] utf8) {
        this.utf8 = utf8;
        this.hash = Arrays.hashCode(utf8);
        this.levels = TopicRules.levels(utf8);
    }

    /** The topic of a text that is known to be a valid topic name; {@link TopicRules#nameProblem(String)} tells. */
    public static Topic of(String text) {
        Topic topic = new Topic(text.getBytes(StandardCharsets.UTF_8));
        topic.text = text;
        return topic;
    }

    /** The topic of UTF-8 bytes that have been validated; the array is taken over and must not change any more. */
    public static Topic ofUtf8(byte[] utf8) {
        return new Topic(utf8);
    }

    /** The bytes; callers must not change them. */
    public byte[] utf8() {
        return utf8;
    }

    public int length() {
        return utf8.length;
    }

    /** How many levels it has; the separators alone count, so that {@code /} has two. */
    public int levels() {
        return levels;
    }

    /** Whether the first character is {@code $}, so that leading wildcards don't match it (MQTT-4.7.2-1). */
    public boolean isSystem() {
        return utf8[0] == '$';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Topic topic && hash == topic.hash && Arrays.equals(utf8, topic.utf8);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = new String(utf8, StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }
}
