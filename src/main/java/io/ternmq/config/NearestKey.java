package io.ternmq.config;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds the setting that somebody who wrote an unknown key may have meant. */
final class NearestKey {
    private NearestKey() {}

    static @Nullable String of(String key, SettingsCatalog catalog) {
        String[] words = key.split("\\.", -1);
        String name = words.length > 3 ? words[2] : SettingsCatalog.NAME;
        String moved = samePlaceElsewhere(key, catalog);
        String nearest = nearest(key, catalog, known -> known.replace(SettingsCatalog.NAME, name));
        return nearest != null ? nearest : moved;
    }

    static @Nullable String ofVariable(String variable, SettingsCatalog catalog) {
        String[] words = variable.split("_", -1);
        String name = words.length > 3 ? words[2] : SettingsCatalog.NAME;
        return nearest(
                variable,
                catalog,
                known -> known.toUpperCase(Locale.ROOT)
                        .replace(SettingsCatalog.NAME.toUpperCase(Locale.ROOT), name)
                        .replace('.', '_')
                        .replace('-', '_'));
    }

    /** The right word in the wrong section, or VerneMQ's word for it. */
    private static @Nullable String samePlaceElsewhere(String key, SettingsCatalog catalog) {
        String word = lastWord(key);
        for (SettingsCatalog.Entry entry : catalog.entries()) {
            if (lastWord(entry.key()).equals(word)
                    || entry.vernemqKeys().stream()
                            .anyMatch(theirs -> lastWord(theirs).equals(word))) {
                return entry.key();
            }
        }
        return null;
    }

    private static String lastWord(String key) {
        return SettingsCatalog.normalWord(key.substring(key.lastIndexOf('.') + 1));
    }

    private static @Nullable String nearest(String key, SettingsCatalog catalog, UnaryOperator<String> written) {
        String nearest = null;
        int best = Math.max(2, key.length() / 6) + 1;
        for (SettingsCatalog.Entry entry : catalog.entries()) {
            String known = written.apply(entry.key());
            int distance = distance(key.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = known;
            }
        }
        return nearest;
    }

    /** Levenshtein's: how many characters must be added, removed or changed. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
