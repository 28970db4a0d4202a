package io.ternmq.config;

import io.ternmq.config.SettingsException.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Reads the settings from Spring's environment: files, environment variables, command line, in Boot's order. Needs no
 * application context. Everything that is wrong is found at once and told with the place where it stands.
 */
public final class SettingsReader {
    private SettingsReader() {}

    /**
     * The settings of a node.
     *
     * @throws SettingsException when a setting is wrong or unknown
     */
    public static BrokerSettings read(Environment environment) {
        return readSettings(environment).current();
    }

    /**
     * As {@link #read}, ready for changes while the node runs.
     *
     * @throws SettingsException when a setting is wrong or unknown
     */
    public static Settings readSettings(Environment environment) {
        if (!(environment instanceof ConfigurableEnvironment sources)) {
            throw new IllegalArgumentException("Can't look into an environment of " + environment.getClass());
        }
        GivenSettings given = new GivenSettings(sources).collect();
        return new Settings(
                given.values(), given.listeners(), bind(given.values(), given.listeners(), given.problems()));
    }

    static BrokerSettings bind(Map<String, Given> values, Set<String> listeners, List<Problem> found) {
        Map<String, Given> complete = withNodeName(values);
        SettingsBinder binder = new SettingsBinder(complete, new LinkedHashSet<>(listeners));
        BrokerSettings settings = binder.bind();
        List<Problem> problems = new ArrayList<>(found);
        problems.addAll(binder.problems());
        if (settings != null) {
            problems.addAll(SettingsChecks.problemsOf(settings, complete));
        }
        if (settings == null || !problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    private static Map<String, Given> withNodeName(Map<String, Given> values) {
        String key = SettingsCatalog.PREFIX + ".node-name";
        Given name = values.get(key);
        if (name != null && !name.isBlank()) {
            return values;
        }
        Map<String, Given> complete = new LinkedHashMap<>(values);
        complete.put(key, Given.of(hostName(), "the host's name"));
        return complete;
    }

    /** From the environment when it tells, since asking the resolver can take long where names don't resolve. */
    private static String hostName() {
        String told = told("HOSTNAME");
        if (told == null) {
            told = told("COMPUTERNAME");
        }
        if (told != null) {
            return told;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    private static @Nullable String told(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
