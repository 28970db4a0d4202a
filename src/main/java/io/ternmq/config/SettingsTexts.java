package io.ternmq.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of settings as one would write them, by key. */
final class SettingsTexts {
    private static final String HIDDEN = "(secret)";

    /** One value; a secret isn't shown. */
    record Text(String value, boolean secret) {
        String shown() {
            return secret && !value.isEmpty() ? HIDDEN : value;
        }
    }

    private SettingsTexts() {}

    static Map<String, Text> of(BrokerSettings settings) {
        Map<String, Text> texts = new LinkedHashMap<>();
        collect(SettingsCatalog.PREFIX, settings, texts);
        return texts;
    }

    private static void collect(String prefix, Record settings, Map<String, Text> texts) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String key = prefix + "." + SettingsCatalog.kebab(component.getName());
            Object value = valueOf(component, settings);
            Setting declaration = component.getAnnotation(Setting.class);
            if (declaration != null) {
                texts.put(key, new Text(Conversion.text(value), declaration.secret()));
            } else if (value instanceof Map<?, ?> named) {
                named.forEach((name, thing) -> collect(key + "." + name, (Record) thing, texts));
            } else if (value instanceof Record nested) {
                collect(key, nested, texts);
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record settings) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("Can't read " + component, impossible);
        }
    }
}
