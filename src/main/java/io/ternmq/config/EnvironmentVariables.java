package io.ternmq.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the setting that an environment variable means. All that is left of a key there are capitals and underscores, so
 * that words and levels can't be told apart: {@code TERNMQ_ACCESS_PASSWORD_FILE}, {@code TERNMQ_LISTENERS_MY_TLS_PORT}.
 */
final class EnvironmentVariables {
    static final String PREFIX = "TERNMQ_";

    /** What Kubernetes sets in every container for a service that is called ternmq or ternmq-something. */
    private static final Pattern SERVICE_NAME = Pattern.compile(
            "TERNMQ_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentVariables() {}

    /** Whether an unknown variable is one of those that Kubernetes makes up from service names. */
    static boolean isOfAService(String name, String value) {
        return SERVICE_NAME.matcher(name).matches()
                || name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
    }

    /** The key that the variable means, or null when it means none. */
    static @Nullable String findKey(String name, SettingsCatalog catalog, Set<String> listeners) {
        List<String> words = Arrays.asList(name.substring(PREFIX.length()).split("_", -1));
        String squeezed = String.join("", words).toLowerCase(Locale.ROOT);
        for (SettingsCatalog.Entry entry : catalog.entries()) {
            if (squeezed(entry.key()).equals(squeezed)) {
                return entry.key();
            }
        }
        return words.size() > 2 && words.get(0).equals("LISTENERS") ? listenerKey(words, catalog, listeners) : null;
    }

    /** The name of the listener is as short as what follows it allows. */
    private static @Nullable String listenerKey(List<String> words, SettingsCatalog catalog, Set<String> listeners) {
        String group = SettingsCatalog.PREFIX + ".listeners." + SettingsCatalog.NAME + ".";
        for (int end = 2; end < words.size(); end++) {
            String option = String.join("", words.subList(end, words.size())).toLowerCase(Locale.ROOT);
            for (SettingsCatalog.Entry entry : catalog.entries()) {
                if (entry.key().startsWith(group)
                        && squeezed(entry.key().substring(group.length())).equals(option)) {
                    return entry.key().replace(SettingsCatalog.NAME, listenerName(words.subList(1, end), listeners));
                }
            }
        }
        return null;
    }

    /** A listener that is named elsewhere too is written there as it is called. */
    private static String listenerName(List<String> words, Set<String> listeners) {
        String squeezed = String.join("", words).toLowerCase(Locale.ROOT);
        for (String listener : listeners) {
            if (SettingsCatalog.normalWord(listener).equals(squeezed)) {
                return listener;
            }
        }
        return String.join("-", words).toLowerCase(Locale.ROOT);
    }

    private static String squeezed(String key) {
        String below =
                key.startsWith(SettingsCatalog.PREFIX + ".") ? key.substring(SettingsCatalog.PREFIX.length() + 1) : key;
        return SettingsCatalog.normalWord(below.replace(".", ""));
    }
}
