package io.ternmq.config;

import io.ternmq.config.SettingsException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;

/**
 * Collects what was given for settings in files, environment and on the command line, by the key as the catalogue writes
 * it. The first source that has a key wins, as everywhere in Spring; what begins with {@code ternmq} and is no setting is a
 * problem. Used by one thread, once.
 */
final class GivenSettings {
    private static final String ROOT = SettingsCatalog.PREFIX + ".";
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(\\d+)]");
    private static final Pattern LISTENER_NAME = Pattern.compile("[A-Za-z0-9_-]+");

    /** System properties that the build and its tests have for themselves. */
    private static final Pattern OF_THE_BUILD = Pattern.compile("ternmq\\.(jar|(test|broker|docs)\\..*)");

    private final SettingsCatalog catalog = SettingsCatalog.all();
    private final ConfigurableEnvironment environment;
    private final Map<String, Given> values = new LinkedHashMap<>();
    private final Set<String> listeners = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    GivenSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
        listeners.addAll(BrokerSettings.DEFAULT_LISTENERS.keySet());
    }

    /** What was given, by key. */
    Map<String, Given> values() {
        return values;
    }

    /** The names of all listeners, those that are always there first. */
    Set<String> listeners() {
        return listeners;
    }

    List<Problem> problems() {
        return problems;
    }

    GivenSettings collect() {
        List<Map<String, Given>> bySource = new ArrayList<>();
        // Variables come last, since the names of listeners in them are understood from the other sources.
        for (boolean variables : new boolean[] {false, true}) {
            int at = 0;
            for (PropertySource<?> source : environment.getPropertySources()) {
                if (bySource.size() <= at) {
                    bySource.add(Map.of());
                }
                if (source instanceof EnumerablePropertySource<?> known && isVariables(source) == variables) {
                    bySource.set(at, valuesOf(known));
                }
                at++;
            }
        }
        bySource.forEach(source -> source.forEach(values::putIfAbsent));
        return this;
    }

    private static boolean isVariables(PropertySource<?> source) {
        return source instanceof SystemEnvironmentPropertySource;
    }

    private Map<String, Given> valuesOf(EnumerablePropertySource<?> source) {
        Map<String, Given> found = new LinkedHashMap<>();
        Map<String, TreeMap<Integer, String>> elements = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (String name : source.getPropertyNames()) {
            if (!isOurs(source, name)) {
                continue;
            }
            Matcher element = ELEMENT.matcher(name);
            String plain = element.matches() ? element.group(1) : name;
            String text = textOf(source, name);
            String key = findKey(source, plain, text);
            if (key == null) {
                if (unknown.add(plain)) {
                    refuse(source, name, plain);
                }
            } else if (!key.isEmpty()) {
                Given given = Given.of(text, origin(source, name));
                if (element.matches()) {
                    TreeMap<Integer, String> list = elements.computeIfAbsent(key, none -> new TreeMap<>());
                    list.put(Integer.valueOf(element.group(2)), text);
                    given = new Given(List.copyOf(list.values()), given.origin());
                }
                found.put(key, given);
            }
        }
        return found;
    }

    private static boolean isOurs(PropertySource<?> source, String name) {
        if (isVariables(source)) {
            return name.startsWith(EnvironmentVariables.PREFIX);
        }
        boolean ours = name.length() > ROOT.length() && name.regionMatches(true, 0, ROOT, 0, ROOT.length());
        boolean ofTheJvm = source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        return ours && !(ofTheJvm && OF_THE_BUILD.matcher(name).matches());
    }

    private String textOf(EnumerablePropertySource<?> source, String name) {
        Object value = source.getProperty(name);
        String text = value == null ? "" : value.toString();
        try {
            return environment.resolveRequiredPlaceholders(text);
        } catch (IllegalArgumentException unresolved) {
            problems.add(new Problem(name, origin(source, name), "refers to something that is not there: " + text));
            return "";
        }
    }

    /** The setting that is meant: null for none, empty for the head of a section that is empty. */
    private @Nullable String findKey(PropertySource<?> source, String name, String text) {
        if (isVariables(source)) {
            String key = EnvironmentVariables.findKey(name, catalog, listeners);
            if (key != null) {
                rememberListener(key);
                return key;
            }
            return EnvironmentVariables.isOfAService(name, text) ? "" : null;
        }
        SettingsCatalog.Entry entry = catalog.find(name);
        if (entry == null) {
            boolean emptySection = text.isBlank() && catalog.isGroup(name);
            return emptySection && rememberListener(name) != null ? "" : null;
        }
        String listener = rememberListener(name);
        return listener == null ? null : entry.key().replace(SettingsCatalog.NAME, listener);
    }

    /** The name of the listener in a key; empty when the key is none of a listener, null when it can't be a name. */
    private @Nullable String rememberListener(String key) {
        String[] words = key.split("\\.", -1);
        if (words.length < 3 || !SettingsCatalog.normalWord(words[1]).equals("listeners")) {
            return "";
        }
        String name = words[2].toLowerCase(Locale.ROOT);
        if (!LISTENER_NAME.matcher(name).matches()) {
            return null;
        }
        listeners.add(name);
        return name;
    }

    private void refuse(EnumerablePropertySource<?> source, String name, String plain) {
        String nearest = isVariables(source) ? NearestKey.ofVariable(plain, catalog) : NearestKey.of(plain, catalog);
        String sentence = "is no setting" + (nearest == null ? "" : "; did you mean " + nearest + "?");
        problems.add(new Problem(name, origin(source, name), sentence));
    }

    private static String origin(EnumerablePropertySource<?> source, String name) {
        Origin origin = OriginLookup.getOrigin(source, name);
        if (isVariables(source)) {
            return "environment variable";
        } else if (origin instanceof TextResourceOrigin text && text.getResource() != null) {
            String line =
                    text.getLocation() == null ? "" : ":" + (text.getLocation().getLine() + 1);
            return fileName(text.getResource()) + line;
        } else if (source instanceof CommandLinePropertySource) {
            return "command line";
        } else if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            return "system property";
        }
        return source.getName();
    }

    private static String fileName(Resource resource) {
        try {
            return resource.isFile() ? resource.getFile().getPath() : String.valueOf(resource.getFilename());
        } catch (IOException noFile) {
            return resource.getDescription();
        }
    }
}
