package io.ternmq.store.log;

import io.ternmq.store.StoreHealth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** How the store's parts are, and who wants to know. The worst is how the store is. Thread safe; listeners are called in order. */
public final class HealthBoard {
    /** Who says how he is. */
    public enum Part {
        SPACE,
        LOG,
        TABLES
    }

    private final Map<Part, StoreHealth> parts = new EnumMap<>(Part.class);
    private final List<Consumer<? super StoreHealth>> listeners = new CopyOnWriteArrayList<>();
    private volatile StoreHealth now = StoreHealth.GOOD;

    public StoreHealth now() {
        return now;
    }

    /** Calls the listener with every change, on the thread that finds it; it must not wait. */
    public void onChange(Consumer<? super StoreHealth> listener) {
        listeners.add(listener);
    }

    /** A part says how it is. */
    public synchronized void report(Part part, StoreHealth health) {
        parts.put(part, health);
        StoreHealth worst = StoreHealth.GOOD;
        for (StoreHealth each : parts.values()) {
            if (each.state().compareTo(worst.state()) > 0) {
                worst = each;
            }
        }
        if (!worst.equals(now)) {
            now = worst;
            for (Consumer<? super StoreHealth> listener : listeners) {
                listener.accept(worst);
            }
        }
    }
}
