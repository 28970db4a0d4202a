package io.ternmq.access.filter;

import io.ternmq.access.Client;
import org.jspecify.annotations.Nullable;

/** A level of a rule's filter that the client fills in: it stands for one whole level and for nothing else. */
public enum Placeholder {
    USER_NAME("%u"),
    CLIENT_ID("%c"),
    MOUNTPOINT("%m");

    private final String text;

    Placeholder(String text) {
        this.text = text;
    }

    /** As rules write it. */
    public String text() {
        return text;
    }

    /** The placeholder that a level is, or null. */
    public static @Nullable Placeholder find(String level) {
        for (Placeholder placeholder : values()) {
            if (placeholder.text.equals(level)) {
                return placeholder;
            }
        }
        return null;
    }

    /** Whether a level has one within, beside other characters. */
    public static boolean sharesLevel(String level) {
        for (Placeholder placeholder : values()) {
            if (level.length() > placeholder.text.length() && level.contains(placeholder.text)) {
                return true;
            }
        }
        return false;
    }

    /** What the client is called; null when it has no such name. */
    public @Nullable String of(Client client) {
        return switch (this) {
            case USER_NAME -> client.userName();
            case CLIENT_ID -> client.id().clientId();
            case MOUNTPOINT -> client.id().mountpoint();
        };
    }
}
