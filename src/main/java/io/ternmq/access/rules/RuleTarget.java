package io.ternmq.access.rules;

import io.ternmq.access.Client;
import io.ternmq.access.filter.Placeholder;
import io.ternmq.protocol.TopicRules;
import org.jspecify.annotations.Nullable;

/**
 * The topic filter of a rule, with placeholders for the client at whole levels. What is asked for is given by its levels: those
 * of a topic, or of a filter. A client's name that is {@code +} or {@code #}, or has a slash in it, is no wildcard and meets no
 * level. Immutable.
 */
final class RuleTarget {
    private static final String PLUS = "+";
    private static final String ALL = "#";

    private final String[] levels;
    private final @Nullable Placeholder[] placeholders;
    private final boolean filledIn;

    private RuleTarget(String[] levels) {
        this.levels = levels;
        this.placeholders = new @Nullable Placeholder[levels.length];
        boolean any = false;
        for (int i = 0; i < levels.length; i++) {
            placeholders[i] = Placeholder.find(levels[i]);
            any |= placeholders[i] != null;
        }
        this.filledIn = any;
    }

    /** The target of a text that {@link #problem} finds nothing wrong with. */
    static RuleTarget of(String filter) {
        return new RuleTarget(levels(filter));
    }

    static String[] levels(String filter) {
        return filter.split("/", -1);
    }

    /** What is wrong with a text, as a phrase after "the topic filter"; null for nothing. */
    static @Nullable String problem(String filter) {
        if (filter.startsWith(TopicRules.SHARE_PREFIX)) {
            return "begins with $share/; the share name has a place of its own";
        }
        for (String level : levels(filter)) {
            if (Placeholder.sharesLevel(level)) {
                return "has %c, %u or %m beside other characters in a level";
            }
        }
        return TopicRules.filterProblem(filter);
    }

    /** Whether every topic that is asked for is one of these. */
    boolean covers(String[] asked, Client client) {
        if (filledIn && isVoid(client)) {
            return false;
        }
        for (int i = 0; i < levels.length; i++) {
            boolean wild = i > 0 || !asked[0].startsWith("$");
            if (is(i, ALL)) {
                return wild;
            } else if (i == asked.length) {
                return false;
            } else if (asked[i].equals(ALL)) {
                // It stands for the level above it too, which "+/#" lacks; but above "#" and "/#" is nothing that is a
                // topic.
                return is(i, PLUS) && is(i + 1, ALL) && (i == 0 || i == 1 && asked[0].isEmpty());
            } else if (is(i, PLUS) ? !wild : asked[i].equals(PLUS) || !asked[i].equals(literal(i, client))) {
                return false;
            }
        }
        return asked.length == levels.length;
    }

    /** Whether any topic that is asked for is one of these. */
    boolean meets(String[] asked, Client client) {
        if (filledIn && isVoid(client)) {
            return false;
        }
        for (int i = 0; i < levels.length; i++) {
            boolean more = i < asked.length;
            if (is(i, ALL)) {
                return i > 0 || !asked[0].startsWith("$");
            } else if (more && asked[i].equals(ALL)) {
                return i > 0 || !beginsWithDollar(client);
            } else if (!more || !meetsLevel(i, asked[i], client)) {
                return false;
            }
        }
        return asked.length == levels.length || asked.length == levels.length + 1 && asked[levels.length].equals(ALL);
    }

    private boolean meetsLevel(int at, String asked, Client client) {
        if (is(at, PLUS)) {
            return at > 0 || !asked.startsWith("$");
        }
        String literal = String.valueOf(literal(at, client));
        return asked.equals(PLUS) ? at > 0 || !literal.startsWith("$") : asked.equals(literal);
    }

    private boolean beginsWithDollar(Client client) {
        String literal = is(0, PLUS) ? "" : literal(0, client);
        return literal != null && literal.startsWith("$");
    }

    /** Whether the client has a name that no level of a topic can be, so that there is no such topic. */
    private boolean isVoid(Client client) {
        for (Placeholder placeholder : placeholders) {
            String name = placeholder == null ? "" : placeholder.of(client);
            if (name == null || name.indexOf('/') >= 0 || name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean is(int at, String wildcard) {
        return at < levels.length && levels[at].equals(wildcard);
    }

    private @Nullable String literal(int at, Client client) {
        Placeholder placeholder = placeholders[at];
        return placeholder == null ? levels[at] : placeholder.of(client);
    }
}
