package io.ternmq.console;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.ternmq.access.builtin.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Serves the pages about clients with some clients like those of a building, to look at while they are designed. The first argument is
 * the port, the second the data directory. Accounts are {@code viewer}, {@code operator} and {@code admin}, with {@link Person#PASSWORD}.
 */
public final class ClientsPagesDemo {
    private ClientsPagesDemo() {}

    public static void main(String[] arguments) {
        ServedNode node = ServedNode.start(Path.of(arguments[1]), Map.of(), "--server.port=" + arguments[0]);
        for (Role role : Role.values()) {
            Person.account(node.web(), role.name().toLowerCase(Locale.ROOT), role);
        }
        furnish(node);
    }

    static void furnish(ServedNode node) {
        for (int i = 1; i <= 70; i++) {
            Mqtt5BlockingClient sensor = node.connect("building-7/floor-%d/sensor-%02d".formatted(i % 5, i));
            ServedNode.subscribe(sensor, "building/7/floor/%d/#".formatted(i % 5));
            ServedNode.retain(
                    sensor,
                    "building/7/floor/%d/room/%d/temperature".formatted(i % 5, i),
                    "{\"celsius\": %.1f, \"battery\": \"good\"}"
                            .formatted(19 + i / 9.0)
                            .getBytes(StandardCharsets.UTF_8));
            if (i % 3 == 0) {
                sensor.disconnect();
            }
        }
        ServedNode.subscribe(node.connect("historian-1"), "$share/historians/building/#");
        ServedNode.subscribe(node.connect("historian-2"), "$share/historians/building/#");
        Mqtt5BlockingClient hostile = node.connect("<b onclick=alert(1)>" + "very-long-".repeat(200) + "\u202e\u0007");
        ServedNode.retain(hostile, "<i>level</i>/" + "x".repeat(400), new byte[] {0, 1, 2, (byte) 0xff});
    }
}
