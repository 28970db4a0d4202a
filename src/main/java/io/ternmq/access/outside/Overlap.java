package io.ternmq.access.outside;

import io.ternmq.protocol.TopicFilter;
import java.nio.charset.StandardCharsets;

/** Whether two filters have a topic in common. */
final class Overlap {
    private Overlap() {}

    /** Share names apart. */
    static boolean between(TopicFilter one, TopicFilter other) {
        String[] a = levels(one);
        String[] b = levels(other);
        if (isWildcard(a[0]) && b[0].startsWith("$") || isWildcard(b[0]) && a[0].startsWith("$")) {
            return false;
        }
        int common = Math.min(a.length, b.length);
        for (int i = 0; i < common; i++) {
            if (a[i].equals("#") || b[i].equals("#")) {
                return true;
            } else if (!a[i].equals(b[i]) && !a[i].equals("+") && !b[i].equals("+")) {
                return false;
            }
        }
        // What ends in "/#" has the level above it too.
        String[] longer = a.length > b.length ? a : b;
        return a.length == b.length || longer.length == common + 1 && longer[common].equals("#");
    }

    private static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }

    private static String[] levels(TopicFilter filter) {
        return new String(filter.utf8(), StandardCharsets.UTF_8).split("/", -1);
    }
}
