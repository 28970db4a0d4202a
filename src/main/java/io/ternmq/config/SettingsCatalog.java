package io.ternmq.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All settings there are, in the order in which they are declared. Made from the records below {@link BrokerSettings}, so
 * that it can't say anything else than what is read. Immutable.
 */
public final class SettingsCatalog {
    /** What every key begins with. */
    public static final String PREFIX = "ternmq";

    /** Stands in a key for the name of a thing, such as a listener. */
    public static final String NAME = "<name>";

    /** Stands in VerneMQ's keys for the name of a database. */
    private static final String DATABASE = "<db>";

    /** The same in keys about TLS, which VerneMQ hasn't for every database. */
    private static final String TLS = "<tls>";

    private static final SettingsCatalog ALL = new SettingsCatalog();

    private final List<Group> groups = new ArrayList<>();
    private final Map<String, Entry> byNormalKey = new LinkedHashMap<>();

    /**
     * One setting.
     *
     * @param key in kebab case, with {@link #NAME} where the name of a thing stands
     * @param type the component's type
     * @param nullable whether it may be without a value
     * @param declaration default, range, documentation and more
     * @param vernemqNames what VerneMQ calls the thing that the setting is of, in place of {@code <db>} or {@code <tls>}; empty when there is none
     */
    public record Entry(String key, Type type, boolean nullable, Setting declaration, List<String> vernemqNames) {
        public boolean isList() {
            return type instanceof ParameterizedType;
        }

        /** The type of the value, or of each element of a list. */
        public Class<?> valueType() {
            return (Class<?>) (type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type);
        }

        /** What the value may be when it is one of a few words, as one writes them; empty when it isn't. */
        public List<String> choices() {
            if (valueType().isEnum()) {
                return Arrays.stream(valueType().getEnumConstants())
                        .map(constant -> Conversion.text(constant))
                        .toList();
            }
            return List.of(declaration.choices());
        }

        /** VerneMQ's keys for the same. */
        public List<String> vernemqKeys() {
            if (declaration.vernemq().isEmpty()) {
                return List.of();
            } else if (declaration.vernemq().contains(DATABASE) || isOfTls(declaration)) {
                return vernemqNames.stream()
                        .map(name ->
                                declaration.vernemq().replace(DATABASE, name).replace(TLS, name))
                        .toList();
            }
            return List.of(declaration.vernemq().split(", ", -1));
        }
    }

    /**
     * The settings of one record.
     *
     * @param key what their keys begin with
     * @param sentence what they are about
     */
    public record Group(String key, String sentence, List<Entry> entries) {}

    private SettingsCatalog() {
        collect(PREFIX, BrokerSettings.class, null);
    }

    public static SettingsCatalog all() {
        return ALL;
    }

    /** The settings, record by record. */
    public List<Group> groups() {
        return List.copyOf(groups);
    }

    public List<Entry> entries() {
        return List.copyOf(byNormalKey.values());
    }

    /** The setting of a key in any of the ways to write it, with {@link #NAME} or a name where the name of a thing stands. */
    public @Nullable Entry find(String key) {
        return byNormalKey.get(normalPattern(key));
    }

    /** Whether keys begin so, without one of them being meant. */
    boolean isGroup(String key) {
        String pattern = normalPattern(key) + ".";
        return byNormalKey.keySet().stream().anyMatch(known -> known.startsWith(pattern));
    }

    private void collect(String prefix, Class<?> record, @Nullable VerneMqNames vernemqNames) {
        List<Entry> own = new ArrayList<>();
        Section section = Objects.requireNonNull(record.getAnnotation(Section.class), record.getName());
        groups.add(new Group(prefix, section.value(), own));
        for (RecordComponent component : record.getRecordComponents()) {
            String key = prefix + "." + kebab(component.getName());
            Setting declaration = component.getAnnotation(Setting.class);
            if (declaration != null) {
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                Entry entry = new Entry(
                        key, component.getGenericType(), nullable, declaration, names(declaration, vernemqNames));
                own.add(entry);
                byNormalKey.put(normalPattern(key), entry);
            } else if (component.getType() == Map.class) {
                collect(key + "." + NAME, namedType(component), vernemqNames);
            } else {
                VerneMqNames names = component.getAnnotation(VerneMqNames.class);
                collect(key, component.getType(), names == null ? vernemqNames : names);
            }
        }
    }

    private static boolean isOfTls(Setting declaration) {
        return declaration.vernemq().contains(TLS);
    }

    private static List<String> names(Setting declaration, @Nullable VerneMqNames names) {
        if (names == null) {
            return List.of();
        }
        return List.of(isOfTls(declaration) && names.tls().length > 0 ? names.tls() : names.value());
    }

    /** The type of the things of a map by name. */
    static Class<?> namedType(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
    }

    static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The same for all ways to write a word of a key: {@code nodeName}, {@code node-name}, {@code NODE_NAME}. */
    static String normalWord(String word) {
        return word.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String normalPattern(String key) {
        String[] words = key.split("\\.", -1);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            boolean name = i == 2 && normalWord(words[1]).equals("listeners");
            pattern.append(i == 0 ? "" : ".").append(name ? NAME : normalWord(words[i]));
        }
        return pattern.toString();
    }
}
