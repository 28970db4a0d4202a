package io.ternmq.access.outside;

import io.ternmq.access.Action;
import io.ternmq.access.Shown;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an {@link AclList}.
 *
 * @param text as it was told, for explanations
 * @param filter what it is about; null when a name with a slash or a wildcard in it was to be filled in, so that it meets nothing
 * @param maxQos it doesn't apply above
 * @param retain whether it applies to publishes that are to be retained
 */
record AclEntry(
        boolean allows,
        boolean publish,
        boolean subscribe,
        String text,
        @Nullable TopicFilter filter,
        int maxQos,
        boolean retain) {
    private static final Set<String> KNOWN = Set.of("permission", "action", "topic", "max_qos", "retain");
    private static final int HIGHEST_QOS = 2;

    /**
     * Reads an entry: {@code {"permission": "allow", "action": "publish", "topic": "a/%c/#"}}.
     *
     * @throws IllegalArgumentException in words after "entry 3 "
     */
    static AclEntry parse(Map<?, ?> entry, Placeholders.Meaning names) {
        for (Object key : entry.keySet()) {
            if (!(key instanceof String name) || !KNOWN.contains(name)) {
                throw new IllegalArgumentException("has " + Shown.quoted(String.valueOf(key)) + ", which isn't known");
            }
        }
        String permission = text(entry, "permission", "allow");
        String action = text(entry, "action", "all");
        boolean allows = one(permission, "permission", "allow", "deny").equals("allow");
        one(action, "action", "publish", "subscribe", "all");
        if (!allows && (entry.containsKey("max_qos") || entry.containsKey("retain"))) {
            throw new IllegalArgumentException("has max_qos or retain in a denial, which would leave a way around it");
        }
        String topic = text(entry, "topic", "");
        return of(
                allows,
                !action.equals("subscribe"),
                !action.equals("publish"),
                topic,
                names,
                maxQos(entry.get("max_qos")),
                retain(entry.get("retain")));
    }

    static AclEntry of(
            boolean allows,
            boolean publish,
            boolean subscribe,
            String topic,
            Placeholders.Meaning names,
            int maxQos,
            boolean retain) {
        String what = (allows ? "allow " : "deny ")
                + (publish ? subscribe ? "all" : "publish" : "subscribe")
                + " " + Shown.line(topic);
        return new AclEntry(allows, publish, subscribe, what, filter(topic, names), maxQos, retain);
    }

    static AclEntry of(boolean publish, boolean subscribe, String topic, Placeholders.Meaning names) {
        return of(true, publish, subscribe, topic, names, HIGHEST_QOS, true);
    }

    private static String text(Map<?, ?> entry, String name, String otherwise) {
        Object value = entry.get(name);
        if (value == null) {
            return otherwise;
        } else if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("has a " + name + " that is no text");
    }

    private static String one(String value, String name, String... choices) {
        if (!List.of(choices).contains(value)) {
            throw new IllegalArgumentException(
                    "has the " + name + " " + Shown.quoted(value) + ", which is none of " + String.join(", ", choices));
        }
        return value;
    }

    private static int maxQos(@Nullable Object value) {
        if (value == null) {
            return HIGHEST_QOS;
        } else if (value instanceof Number number
                && number.doubleValue() == number.intValue()
                && number.intValue() >= 0
                && number.intValue() <= HIGHEST_QOS) {
            return number.intValue();
        }
        throw new IllegalArgumentException("has a max_qos that is neither 0, 1 nor 2");
    }

    private static boolean retain(@Nullable Object value) {
        if (value == null) {
            return true;
        } else if (value instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException("has a retain that is neither true nor false");
    }

    private static @Nullable TopicFilter filter(String topic, Placeholders.Meaning names) {
        TopicFilter.Parsed plain = TopicFilter.parse(topic);
        if (plain.filter() == null) {
            throw new IllegalArgumentException("has a topic that " + plain.problem() + ": " + Shown.quoted(topic));
        }
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            String name = level.length() == 2 && level.charAt(0) == '%' ? names.of(level.charAt(1)) : null;
            if (name != null) {
                if (!isOneLevel(name)) {
                    return null;
                }
                levels[i] = name;
            }
        }
        // A name may begin with a dollar sign, which nothing else than these very topics has anyway.
        return TopicFilter.parse(String.join("/", levels)).filter();
    }

    /** A name stands for one level and for nothing else, whatever characters it has. */
    private static boolean isOneLevel(String name) {
        return name.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || c == 0) && !name.equals("$share");
    }

    /** Whether it is about the action: an allowance must cover all of it, a denial is enough when it meets some of it. */
    boolean appliesTo(Action action) {
        TopicFilter about = filter;
        if (about == null) {
            return false;
        } else if (action instanceof Action.Publish asked) {
            return publish
                    && !about.isShared()
                    && (retain || !asked.retain())
                    && asked.qos().value() <= maxQos
                    && about.matches(asked.topic());
        }
        Action.Subscribe asked = (Action.Subscribe) action;
        TopicFilter wanted = asked.filter();
        boolean group = about.shareName() == null || about.shareName().equals(wanted.shareName());
        return subscribe
                && group
                && asked.qos().value() <= maxQos
                && (allows ? about.covers(wanted) : Overlap.between(about, wanted));
    }
}
