package io.ternmq.access.file;

import io.ternmq.access.Client;
import io.ternmq.access.filter.Placeholder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Filters of an ACL, found by what they cover. A topic is asked for as a filter without wildcards. What a client is called
 * stands for one whole level and for nothing else: a name with a slash in it meets no level, and one that is {@code +} or
 * {@code #} is no wildcard. Built by one thread, read by many afterwards; nothing is recursive, so depth costs no stack.
 */
final class AclTrie {
    private final Node root = new Node();

    /** The lines that end at a place, one for each right is enough. */
    private static final class Lines {
        private @Nullable AclLine forRead;
        private @Nullable AclLine forWrite;

        void add(AclLine line) {
            forRead = forRead == null && line.read() ? line : forRead;
            forWrite = forWrite == null && line.write() ? line : forWrite;
        }

        @Nullable
        AclLine find(boolean writing) {
            return writing ? forWrite : forRead;
        }
    }

    private static final class Node {
        private @Nullable Map<String, Node> literals;
        private @Nullable Map<Placeholder, Node> placeholders;
        private @Nullable Node plus;
        private @Nullable Lines here;
        private @Nullable Lines below;

        @Nullable
        AclLine findHere(boolean writing) {
            return here == null ? null : here.find(writing);
        }

        @Nullable
        AclLine findBelow(boolean writing) {
            return below == null ? null : below.find(writing);
        }
    }

    /**
     * Adds a line.
     *
     * @param levels of a valid filter
     * @param pattern whether placeholders stand for the client
     */
    void add(List<String> levels, boolean pattern, AclLine line) {
        Node node = root;
        for (String level : levels) {
            if (level.equals("#")) {
                node.below = node.below == null ? new Lines() : node.below;
                node.below.add(line);
                return;
            }
            node = child(node, level, pattern);
        }
        node.here = node.here == null ? new Lines() : node.here;
        node.here.add(line);
    }

    private static Node child(Node node, String level, boolean pattern) {
        if (level.equals("+")) {
            node.plus = node.plus == null ? new Node() : node.plus;
            return node.plus;
        }
        Placeholder placeholder = pattern ? Placeholder.find(level) : null;
        if (placeholder != null) {
            node.placeholders = node.placeholders == null ? new HashMap<>() : node.placeholders;
            return node.placeholders.computeIfAbsent(placeholder, none -> new Node());
        }
        node.literals = node.literals == null ? new HashMap<>() : node.literals;
        return node.literals.computeIfAbsent(level, none -> new Node());
    }

    /**
     * A line whose filter covers what is asked for, or null.
     *
     * @param levels of a topic or filter
     * @param first the index of the filter's first level; what is before it has no wildcards
     */
    @Nullable
    AclLine find(List<String> levels, int first, Client client, boolean writing) {
        List<Node> nodes = List.of(root);
        for (int i = 0; i < levels.size() && !nodes.isEmpty(); i++) {
            String level = levels.get(i);
            // MQTT-4.7.2-1: a wildcard in the first level says nothing about what begins with $.
            boolean wild = i != first || !level.startsWith("$");
            boolean all = i >= first && level.equals("#");
            List<Node> next = new ArrayList<>();
            for (Node node : nodes) {
                AclLine line = wild ? coversRest(node, all && hasNoParent(levels, i, first), writing) : null;
                if (line != null) {
                    return line;
                }
                if (!all) {
                    step(node, level, wild, i >= first && level.equals("+"), client, next);
                }
            }
            nodes = next;
        }
        return ending(nodes, writing);
    }

    /** A {@code #} stands for the level above it too; but above {@code #} and {@code /#} is nothing that is a topic. */
    private static boolean hasNoParent(List<String> levels, int at, int first) {
        return at == first || at == first + 1 && levels.get(first).isEmpty();
    }

    /** A {@code #} here; and where there is no parent to be missed, {@code +/#} is the same. */
    private static @Nullable AclLine coversRest(Node node, boolean withoutParent, boolean writing) {
        AclLine line = node.findBelow(writing);
        return line == null && withoutParent && node.plus != null ? node.plus.findBelow(writing) : line;
    }

    private static void step(Node node, String level, boolean wild, boolean any, Client client, List<Node> next) {
        if (wild && node.plus != null) {
            next.add(node.plus);
        }
        if (any) {
            return;
        }
        if (node.literals != null) {
            Node literal = node.literals.get(level);
            if (literal != null) {
                next.add(literal);
            }
        }
        if (node.placeholders != null) {
            node.placeholders.forEach((placeholder, child) -> {
                if (level.equals(placeholder.of(client))) {
                    next.add(child);
                }
            });
        }
    }

    /** What ends here, or goes on with a {@code #}, which stands for the level above it too. */
    private static @Nullable AclLine ending(List<Node> nodes, boolean writing) {
        for (Node node : nodes) {
            AclLine line = node.findHere(writing);
            if (line == null) {
                line = node.findBelow(writing);
            }
            if (line != null) {
                return line;
            }
        }
        return null;
    }
}
