package io.ternmq.admin;

import io.ternmq.admin.AuditReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is different between two values in JSON, property by property. */
final class Differences {
    private Differences() {}

    static List<Difference> between(@Nullable JsonNode before, @Nullable JsonNode after) {
        Map<String, String> old = leaves(before);
        Map<String, String> now = leaves(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(old.get(name), now.get(name))) {
                differences.add(new Difference(name, old.get(name), now.get(name)));
            }
        }
        return differences;
    }

    private static Map<String, String> leaves(@Nullable JsonNode root) {
        Map<String, String> leaves = new TreeMap<>();
        if (root != null) {
            gather("", root, leaves);
        }
        return leaves;
    }

    private static void gather(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(property -> gather(
                            path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                            property.getValue(),
                            leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                gather(path + "[" + (i + 1) + "]", node.get(i), leaves);
            }
        } else if (!node.isNull()) {
            leaves.put(path, node.asString());
        }
    }
}
