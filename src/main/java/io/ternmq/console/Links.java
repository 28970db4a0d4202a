package io.ternmq.console;

import io.ternmq.admin.ClientFilter;
import io.ternmq.admin.ClientName;
import io.ternmq.admin.SubscriptionFilter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Addresses of pages with what is asked of them, and filters as parameters. */
final class Links {
    private Links() {}

    /** An address with parameters, names and values in turn. */
    static String to(String path, String... parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return to(path, all);
    }

    static String to(String path, Map<String, String> parameters) {
        StringBuilder address = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, String> each : parameters.entrySet()) {
            address.append(separator)
                    .append(each.getKey())
                    .append('=')
                    .append(UriUtils.encode(each.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return address.toString();
    }

    /** The address of the next page of a list. */
    static @Nullable String next(String path, Map<String, String> parameters, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("cursor", cursor);
        return to(path, all);
    }

    /** The address of something about a client. */
    static String client(String path, String mountpoint, String id) {
        return client(path, ClientName.forAddress(mountpoint, id));
    }

    static String client(String path, ClientName name) {
        String id = name.id();
        String digest = name.digest();
        return id != null
                ? to(path, "id", id, "mountpoint", name.mountpoint())
                : to(path, "digest", String.valueOf(digest), "mountpoint", name.mountpoint());
    }

    static Map<String, String> parameters(ClientFilter filter) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "client", filter.client());
        mountpoint(all, filter.mountpoint());
        put(all, "user", filter.user());
        put(all, "address", filter.address());
        put(all, "listener", filter.listener());
        put(all, "protocol", filter.protocol());
        put(all, "online", filter.online());
        put(all, "queued", filter.queued());
        return all;
    }

    static Map<String, String> parameters(SubscriptionFilter filter) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "filter", filter.filter());
        put(all, "client", filter.client());
        mountpoint(all, filter.mountpoint());
        put(all, "shared", filter.shared());
        return all;
    }

    private static void put(Map<String, String> all, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            all.put(name, value.toString());
        }
    }

    /** The empty one is the default, not none. */
    private static void mountpoint(Map<String, String> all, @Nullable String mountpoint) {
        if (mountpoint != null && !mountpoint.equals("*")) {
            all.put("mountpoint", mountpoint);
        }
    }
}
