package io.ternmq.access.outside;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.Grant;
import io.ternmq.access.Verdict;
import io.ternmq.protocol.SubscriberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do, as the source says that has admitted it: a token's claim, a web server's answer. Two forms:
 *
 * <pre>
 * [{"permission": "allow", "action": "publish", "topic": "a/%c/#", "max_qos": 1, "retain": false}, ...]
 * {"pub": ["a/%c/#"], "sub": ["b/#"], "all": ["c/#"]}
 * </pre>
 *
 * In the first the first entry decides that is about the action; the second allows. What nothing allows is refused. Immutable.
 */
public final class AclList implements Grant {
    private static final Map<String, boolean[]> LISTS = Map.of(
            "pub", new boolean[] {true, false},
            "sub", new boolean[] {false, true},
            "all", new boolean[] {true, true});

    /** Longer lists are refused: they would be walked for each decision that isn't remembered. */
    private static final int MOST_ENTRIES = 1000;

    private final String source;
    private final List<AclEntry> entries;

    private AclList(String source, List<AclEntry> entries) {
        this.source = source;
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads what was told.
     *
     * @param source that has told it
     * @param told lists, maps, texts, numbers, as a JSON library makes them
     * @param id of the client; {@code %c} and {@code %m}, as whole levels, stand for what is in it
     * @param userName what {@code %u} stands for
     * @throws IllegalArgumentException in words, when it can't be understood; then nobody may do anything by it
     */
    public static AclList parse(String source, Object told, SubscriberId id, @Nullable String userName) {
        Placeholders.Meaning names = letter -> switch (letter) {
            case 'c' -> id.clientId();
            case 'u' -> userName == null ? "/" : userName;
            case 'm' -> id.mountpoint();
            default -> null;
        };
        List<AclEntry> entries = new ArrayList<>();
        if (told instanceof List<?> list) {
            readEntries(list, names, entries);
        } else if (told instanceof Map<?, ?> lists) {
            readLists(lists, names, entries);
        } else {
            throw new IllegalArgumentException("is neither a list of entries nor an object with pub, sub and all");
        }
        if (entries.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException("has more than " + MOST_ENTRIES + " entries");
        }
        return new AclList(source, entries);
    }

    private static void readEntries(List<?> list, Placeholders.Meaning names, List<AclEntry> entries) {
        int number = 0;
        for (Object each : list) {
            number++;
            if (!(each instanceof Map<?, ?> entry)) {
                throw new IllegalArgumentException("has entry " + number + ", which is no object");
            }
            try {
                entries.add(AclEntry.parse(entry, names));
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("has entry " + number + ", which " + wrong.getMessage(), wrong);
            }
        }
    }

    private static void readLists(Map<?, ?> lists, Placeholders.Meaning names, List<AclEntry> entries) {
        lists.forEach((name, topics) -> {
            boolean[] rights = LISTS.get(String.valueOf(name));
            if (rights == null || !(topics instanceof List<?> list)) {
                throw new IllegalArgumentException("has something beside the lists pub, sub and all");
            }
            for (Object topic : list) {
                if (!(topic instanceof String text)) {
                    throw new IllegalArgumentException("has a topic in " + name + " that is no text");
                }
                try {
                    entries.add(AclEntry.of(rights[0], rights[1], text, names));
                } catch (IllegalArgumentException wrong) {
                    throw new IllegalArgumentException(
                            "has a topic in " + name + " that can't be: " + wrong.getMessage(), wrong);
                }
            }
        });
    }

    @Override
    public String source() {
        return source;
    }

    /** Yes or no. */
    @Override
    public Answer decide(Action action) {
        for (int i = 0; i < entries.size(); i++) {
            AclEntry entry = entries.get(i);
            if (entry.appliesTo(action)) {
                return new Answer(
                        entry.allows() ? Verdict.OK : Verdict.REJECT,
                        "entry " + (i + 1) + " of the acl: " + entry.text());
            }
        }
        return new Answer(
                Verdict.REJECT, "none of the " + entries.size() + " entries of the acl allows to " + action.words());
    }
}
