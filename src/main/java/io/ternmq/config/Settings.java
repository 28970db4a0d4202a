package io.ternmq.config;

import io.ternmq.config.SettingsException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings as they are now, and changes to those that may change while the node runs.
 *
 * <p>Protocol: {@link #current()} is a volatile read of an immutable record, from any thread. {@link #apply} is in line
 * with itself; it asks the examiners first, publishes the new record when none of them has anything against it, and tells the
 * listeners then, on the caller's thread, each in the order in which they asked. A change holds until the node ends; files are not written.
 */
public final class Settings implements Supplier<BrokerSettings> {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final String CHANGE = "change";

    private final Map<String, Given> configured;
    private final Map<String, Given> changed = new LinkedHashMap<>();
    private final Set<String> listeners;
    private final List<Consumer<SettingsChange>> observers = new CopyOnWriteArrayList<>();
    private final List<Function<SettingsChange, List<Problem>>> examiners = new CopyOnWriteArrayList<>();
    private volatile BrokerSettings current;

    Settings(Map<String, Given> configured, Set<String> listeners, BrokerSettings current) {
        this.configured = Map.copyOf(configured);
        this.listeners = new LinkedHashSet<>(listeners);
        this.current = current;
    }

    public BrokerSettings current() {
        return current;
    }

    @Override
    public BrokerSettings get() {
        return current;
    }

    /** Calls the observer after each change, on the thread that makes it. */
    public void onChange(Consumer<SettingsChange> observer) {
        observers.add(observer);
    }

    /** Asks the examiner before each change what stands against it, on the thread that wants to make it. */
    public void beforeChange(Function<SettingsChange, List<Problem>> examiner) {
        examiners.add(examiner);
    }

    /**
     * Changes settings together, all or none.
     *
     * @param changes key, in any of the ways to write it, to value; null takes an earlier change back
     * @return what is different now; no differences when all values were so already
     * @throws SettingsException when a key is unknown or takes effect at a start only, or a value is wrong or is
     *     of no use, such as a file that isn't there
     */
    public synchronized SettingsChange apply(Map<String, @Nullable String> changes) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Given> next = new LinkedHashMap<>(changed);
        changes.forEach((key, value) -> overlay(next, key, value, problems));
        Map<String, Given> all = new LinkedHashMap<>(configured);
        all.putAll(next);
        BrokerSettings after = SettingsReader.bind(all, listeners, problems);
        BrokerSettings before = current;
        SettingsChange change = new SettingsChange(before, after, differences(before, after));
        examine(change);
        changed.clear();
        changed.putAll(next);
        if (!change.differences().isEmpty()) {
            current = after;
            tell(change);
        }
        return change;
    }

    private void overlay(Map<String, Given> next, String key, @Nullable String value, List<Problem> problems) {
        SettingsCatalog.Entry entry = SettingsCatalog.all().find(key);
        String canonical = entry == null ? null : canonicalKey(entry, key);
        if (entry == null || canonical == null) {
            String nearest = NearestKey.of(key, SettingsCatalog.all());
            problems.add(new Problem(
                    key, CHANGE, "is no setting" + (nearest == null ? "" : "; did you mean " + nearest + "?")));
        } else if (!entry.declaration().live()) {
            problems.add(new Problem(canonical, CHANGE, "takes effect when the node starts and can't be changed now"));
        } else if (value == null) {
            next.remove(canonical);
        } else {
            next.put(canonical, Given.of(value, CHANGE));
        }
    }

    /** The key as the catalogue writes it, or null when it names a listener that isn't there. */
    private @Nullable String canonicalKey(SettingsCatalog.Entry entry, String key) {
        if (!entry.key().contains(SettingsCatalog.NAME)) {
            return entry.key();
        }
        String name = key.split("\\.", -1)[2];
        return listeners.contains(name) ? entry.key().replace(SettingsCatalog.NAME, name) : null;
    }

    private void examine(SettingsChange change) {
        List<Problem> problems = new ArrayList<>();
        if (!change.differences().isEmpty()) {
            examiners.forEach(examiner -> problems.addAll(examiner.apply(change)));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private void tell(SettingsChange change) {
        for (Consumer<SettingsChange> observer : observers) {
            try {
                observer.accept(change);
            } catch (RuntimeException e) {
                LOG.error("A change of settings was not taken up everywhere: {}", change.differences(), e);
            }
        }
    }

    private static List<SettingsChange.Difference> differences(BrokerSettings before, BrokerSettings after) {
        Map<String, SettingsTexts.Text> old = SettingsTexts.of(before);
        List<SettingsChange.Difference> differences = new ArrayList<>();
        SettingsTexts.of(after).forEach((key, now) -> {
            SettingsTexts.Text was = old.get(key);
            if (was == null || !was.value().equals(now.value())) {
                String wasShown = was == null ? "" : was.shown();
                differences.add(new SettingsChange.Difference(key, wasShown, now.shown()));
            }
        });
        return differences;
    }
}
