package io.ternmq.config;

import io.ternmq.config.SettingsException.Problem;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the records of settings from what was given and from defaults. Used by one thread, once. */
final class SettingsBinder {
    private final SettingsCatalog catalog = SettingsCatalog.all();
    private final Map<String, Given> given;
    private final Collection<String> listeners;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param given what was given, by key
     * @param listeners the names of all listeners
     */
    SettingsBinder(Map<String, Given> given, Collection<String> listeners) {
        this.given = given;
        this.listeners = listeners;
    }

    List<Problem> problems() {
        return problems;
    }

    /** The settings; null when there are problems. */
    @Nullable
    BrokerSettings bind() {
        return (BrokerSettings) bind(SettingsCatalog.PREFIX, BrokerSettings.class);
    }

    private @Nullable Object bind(String prefix, Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        int before = problems.size();
        for (int i = 0; i < components.length; i++) {
            String key = prefix + "." + SettingsCatalog.kebab(components[i].getName());
            if (components[i].isAnnotationPresent(Setting.class)) {
                values[i] = value(key);
            } else if (components[i].getType() == Map.class) {
                values[i] = bindNamed(key, SettingsCatalog.namedType(components[i]));
            } else {
                values[i] = bind(key, components[i].getType());
            }
        }
        return problems.size() == before ? make(record, components, values) : null;
    }

    private Map<String, Object> bindNamed(String prefix, Class<?> record) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (String name : listeners) {
            Object bound = bind(prefix + "." + name, record);
            if (bound != null) {
                byName.put(name, bound);
            }
        }
        return Collections.unmodifiableMap(byName);
    }

    private static Object make(Class<?> record, RecordComponent[] components, @Nullable Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return record.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("Can't make " + record, impossible);
        }
    }

    private @Nullable Object value(String key) {
        SettingsCatalog.Entry entry = Objects.requireNonNull(catalog.find(key), key);
        Given text = given.get(key);
        boolean isText = entry.valueType() == String.class && !entry.isList();
        if (text != null && (isText || !text.isBlank())) {
            return read(entry, key, text);
        }
        if (text == null || !entry.isList() && !entry.nullable()) {
            String byDefault = byDefault(entry, key);
            if (!byDefault.isEmpty()) {
                return read(entry, key, Given.of(byDefault, ""));
            }
        }
        return nothing(entry, key);
    }

    private static String byDefault(SettingsCatalog.Entry entry, String key) {
        String ofListener = BrokerSettings.defaultOfListener(key);
        return ofListener == null ? entry.declaration().byDefault() : ofListener;
    }

    private @Nullable Object nothing(SettingsCatalog.Entry entry, String key) {
        if (entry.isList()) {
            return List.of();
        } else if (entry.nullable()) {
            return null;
        } else if (entry.valueType() == String.class) {
            return "";
        }
        String words = entry.choices().isEmpty() ? "" : ": " + String.join(", ", entry.choices());
        problems.add(new Problem(key, "", "is missing" + words));
        return null;
    }

    private @Nullable Object read(SettingsCatalog.Entry entry, String key, Given text) {
        try {
            return Conversion.value(entry, text.texts());
        } catch (IllegalArgumentException wrong) {
            String sentence = entry.declaration().secret() ? "can't be read" : wrong.getMessage();
            problems.add(new Problem(key, text.origin(), "is wrong: " + sentence));
            return null;
        }
    }
}
