package io.ternmq.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All settings of a node, below {@code ternmq}. Immutable; a live change makes a new one. */
@Section("The node itself.")
public record BrokerSettings(
        @Setting(
                doc = "The node's name, as the $SYS tree, metrics and a cluster know it. Empty takes the host's name.",
                vernemq = "nodename")
        String nodeName,

        @Setting(doc = "The folder for everything the node keeps.", byDefault = "./data", vernemq = "platform_data_dir")
        Path dataDir,

        Map<String, ListenerSettings> listeners,
        AccessSettings access,
        SessionSettings session,
        QueueSettings queue,
        RetainedSettings retained,
        StoreSettings store,
        LimitSettings limit,
        LoadSettings load,
        SystreeSettings systree,
        StatusSettings status,
        ConsoleSettings console,
        SyslogSettings syslog) {

    /** The listeners that are always there, with what is different from other listeners' defaults. */
    static final Map<String, Map<String, String>> DEFAULT_LISTENERS = defaultListeners();

    private static Map<String, Map<String, String>> defaultListeners() {
        Map<String, Map<String, String>> listeners = new LinkedHashMap<>();
        listeners.put("default", Map.of("kind", "tcp", "port", "1883"));
        listeners.put("websocket", Map.of("kind", "ws", "port", "8080"));
        return Collections.unmodifiableMap(listeners);
    }

    /** The default of a key of one of these listeners, or null when it has none of its own. */
    static @Nullable String defaultOfListener(String key) {
        for (Map.Entry<String, Map<String, String>> listener : DEFAULT_LISTENERS.entrySet()) {
            String prefix = SettingsCatalog.PREFIX + ".listeners." + listener.getKey() + ".";
            if (key.startsWith(prefix)) {
                return listener.getValue().get(key.substring(prefix.length()));
            }
        }
        return null;
    }
}
