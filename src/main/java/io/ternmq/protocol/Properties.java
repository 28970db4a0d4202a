package io.ternmq.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one packet that is not on the per-message path. Not thread safe; a set that has been handed on is not
 * changed any more. The properties of a PUBLISH stay bytes, see {@link Publish}.
 */
public final class Properties {
    /** No properties at all. Never changed. */
    public static final Properties NONE = new Properties(Collections.emptyMap());

    private final Map<Property, Object> values;
    private List<UserProperty> userProperties = List.of();

    private Properties(Map<Property, Object> values) {
        this.values = values;
    }

    /** A new, empty, changeable set. */
    public static Properties create() {
        return new Properties(new EnumMap<>(Property.class));
    }

    public Properties set(Property property, int value) {
        values.put(property, (long) value & 0xFFFFFFFFL);
        return this;
    }

    public Properties set(Property property, long value) {
        values.put(property, value);
        return this;
    }

    public Properties set(Property property, String value) {
        values.put(property, value);
        return this;
    }

    public Properties set(Property property, byte[] value) {
        values.put(property, value);
        return this;
    }

    public Properties add(UserProperty property) {
        if (this == NONE) {
            throw new UnsupportedOperationException("Properties.NONE is never changed");
        }
        if (userProperties.isEmpty()) {
            userProperties = new ArrayList<>(2);
        }
        userProperties.add(property);
        return this;
    }

    /** Whether the property is there; for user properties ask {@link #userProperties()}. */
    public boolean has(Property property) {
        return values.containsKey(property);
    }

    /** A number's value, unsigned; the default when it is absent. */
    public long number(Property property, long absent) {
        Object value = values.get(property);
        return value == null ? absent : (Long) value;
    }

    public @Nullable String text(Property property) {
        return (String) values.get(property);
    }

    public byte @Nullable [] binary(Property property) {
        return (byte[]) values.get(property);
    }

    /** In the order in which they came. */
    public List<UserProperty> userProperties() {
        return Collections.unmodifiableList(userProperties);
    }

    public boolean isEmpty() {
        return values.isEmpty() && userProperties.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Properties that
                && userProperties.equals(that.userProperties)
                && values.keySet().equals(that.values.keySet())
                && values.keySet().stream().allMatch(key -> Objects.deepEquals(values.get(key), that.values.get(key)));
    }

    @Override
    public int hashCode() {
        return 31 * values.keySet().hashCode() + userProperties.hashCode();
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        return "Properties" + values.keySet() + (userProperties.isEmpty() ? "" : "+" + userProperties.size());
    }

    /** The properties but user properties, in the order of their identifiers. Values are Long, String or byte[]. */
    public Map<Property, Object> values() {
        return Collections.unmodifiableMap(values);
    }
}
