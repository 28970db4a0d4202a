package io.ternmq.access;

import io.ternmq.config.ListenerSettings;
import io.ternmq.config.StartupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which sources are asked on which listener: all of the node, or those that the listener names. Immutable. */
final class SourceChains<S extends Source> {
    private final List<S> ofNode;
    private final Map<String, List<S>> ofListener = new HashMap<>();

    /**
     * @param setting the name of the setting in a listener
     * @param named what the setting says of a listener
     * @throws StartupException when a listener names a source that isn't there
     */
    SourceChains(
            List<S> sources,
            Map<String, ListenerSettings> listeners,
            String setting,
            Function<ListenerSettings, List<String>> named) {
        this.ofNode = List.copyOf(sources);
        listeners.forEach((name, listener) -> {
            List<String> chain = named.apply(listener);
            if (!chain.isEmpty()) {
                ofListener.put(name, pick(chain, "ternmq.listeners." + name + "." + setting));
            }
        });
    }

    private List<S> pick(List<String> names, String key) {
        List<S> picked = new ArrayList<>();
        for (String name : names) {
            S source = find(name, key);
            if (picked.contains(source)) {
                throw new StartupException(key + " names " + name + " twice");
            }
            picked.add(source);
        }
        return List.copyOf(picked);
    }

    private S find(String name, String key) {
        for (S source : ofNode) {
            if (source.name().equals(name)) {
                return source;
            }
        }
        List<String> known = ofNode.stream().map(Source::name).toList();
        throw new StartupException(key + " names " + Shown.quoted(name) + ", which is no source that is set up; "
                + (known.isEmpty() ? "none is" : "set up: " + String.join(", ", known)));
    }

    /** The sources of a listener, in order. */
    List<S> of(String listener) {
        return ofListener.getOrDefault(listener, ofNode);
    }

    List<S> all() {
        return ofNode;
    }
}
