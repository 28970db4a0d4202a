package io.ternmq.access.file;

import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ACL file allows, in VerneMQ's format:
 *
 * <pre>
 * # a comment, in the first column only
 * topic [read|write] filter     before any user line for everybody, after it for that user
 * user name                     up to the next one
 * pattern [read|write] filter   for everybody, with %u, %c and %m as whole levels
 * </pre>
 *
 * There is one blank behind the keyword; blanks and tabs around the rest of the line don't count. Lines only allow, so their
 * order says nothing. Immutable once read.
 */
final class AclRules {
    private static final String SHARE = TopicRules.SHARE_PREFIX;

    private final Scope everybody = new Scope();
    private final Scope patterns = new Scope();
    private final Map<String, Scope> users = new HashMap<>();
    private int lines;

    /** Lines that hold for the same clients: by filter, and by share name and filter for those that name one. */
    private static final class Scope {
        private final AclTrie plain = new AclTrie();
        private final AclTrie shared = new AclTrie();

        @Nullable
        AclLine find(List<String> levels, @Nullable String shareName, Client client, boolean writing) {
            AclLine line = plain.find(levels, 0, client, writing);
            if (line != null || shareName == null) {
                return line;
            }
            List<String> withName = new ArrayList<>(levels.size() + 1);
            withName.add(shareName);
            withName.addAll(levels);
            return shared.find(withName, 1, client, writing);
        }
    }

    static AclRules parse(byte[] bytes) throws BadFileException {
        AclRules rules = new AclRules();
        Reader reader = rules.new Reader();
        TextLines.read(bytes, reader::read);
        return rules;
    }

    /** How many lines allow something. */
    int size() {
        return lines;
    }

    /** A line that allows the action, or null. */
    @Nullable
    AclLine find(Client client, Action action) {
        if (action instanceof Action.Publish publish) {
            return find(client, levels(publish.topic().toString()), null, true);
        }
        TopicFilter filter = ((Action.Subscribe) action).filter();
        return find(client, levels(filter.unshared().toString()), filter.shareName(), false);
    }

    private @Nullable AclLine find(Client client, List<String> levels, @Nullable String shareName, boolean writing) {
        AclLine line = everybody.find(levels, shareName, client, writing);
        if (line == null && client.userName() != null) {
            Scope own = users.get(client.userName());
            line = own == null ? null : own.find(levels, shareName, client, writing);
        }
        return line == null ? patterns.find(levels, shareName, client, writing) : line;
    }

    private static List<String> levels(String filter) {
        return Arrays.asList(filter.split("/", -1));
    }

    /** Reads one line after the other. */
    private final class Reader {
        private Scope current = everybody;

        void read(int number, String line) {
            if (line.startsWith("#")) {
                return;
            } else if (line.startsWith("topic ")) {
                allow(number, line, rest(line, "topic "), current, false);
            } else if (line.startsWith("pattern ")) {
                allow(number, line, rest(line, "pattern "), patterns, true);
            } else if (line.startsWith("user ")) {
                String name = rest(line, "user ");
                current = users.computeIfAbsent(name, none -> new Scope());
            } else {
                throw new IllegalArgumentException(
                        "begins with neither topic, pattern, user nor # and is: " + AclFile.shown(line));
            }
        }

        private static String rest(String line, String keyword) {
            String rest = trim(line.substring(keyword.length()));
            if (rest.isEmpty()) {
                throw new IllegalArgumentException("has nothing behind " + keyword.strip());
            }
            return rest;
        }

        /** Blanks and tabs alone. */
        private static String trim(String text) {
            int from = 0;
            int end = text.length();
            while (from < end && isBlank(text.charAt(from))) {
                from++;
            }
            while (end > from && isBlank(text.charAt(end - 1))) {
                end--;
            }
            return text.substring(from, end);
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private void allow(int number, String text, String argument, Scope scope, boolean pattern) {
            boolean read = argument.startsWith("read ");
            boolean write = argument.startsWith("write ");
            boolean more = read || write;
            if (more && !text.startsWith(argument, text.indexOf(' ') + 1)) {
                throw new IllegalArgumentException("has more than one blank before read or write");
            }
            String filter = more ? trim(argument.substring(argument.indexOf(' '))) : argument;
            add(filter, scope, pattern, AclLine.of(number, trim(text), read || !more, write || !more));
            lines++;
        }

        private static void add(String filter, Scope scope, boolean pattern, AclLine line) {
            if (filter.startsWith(SHARE)) {
                scope.shared.add(sharedLevels(filter), pattern, line);
                return;
            }
            String problem = TopicRules.filterProblem(filter);
            if (problem != null) {
                throw new IllegalArgumentException("has a topic filter that " + problem + ": " + AclFile.shown(filter));
            }
            scope.plain.add(levels(filter), pattern, line);
        }

        /** The share name, which may be a + here, and the levels of the filter behind it. */
        private static List<String> sharedLevels(String filter) {
            String rest = filter.substring(SHARE.length());
            if (rest.equals("#")) {
                return List.of("+", "#");
            }
            int slash = rest.indexOf('/');
            String name = slash < 0 ? rest : rest.substring(0, slash);
            String behind = slash < 0 ? "" : rest.substring(slash + 1);
            boolean goodName = name.equals("+") || !name.isEmpty() && !name.contains("+") && !name.contains("#");
            String problem = goodName ? TopicRules.filterProblem(behind) : "has no share name";
            if (problem != null) {
                throw new IllegalArgumentException(
                        "has a shared filter that is no $share/<name or +>/<filter>: " + AclFile.shown(filter));
            }
            List<String> levels = new ArrayList<>();
            levels.add(name);
            levels.addAll(levels(behind));
            return levels;
        }
    }
}
