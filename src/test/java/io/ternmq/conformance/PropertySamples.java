package io.ternmq.conformance;

import io.ternmq.conformance.harness.Prop;
import java.util.Map;

/** A legal value for each property. */
final class PropertySamples {

    private PropertySamples() {}

    static Object of(Prop prop) {
        return switch (prop.type()) {
            case U8 -> 1;
            case U16 -> 5;
            case U32 -> 500L;
            case VAR_INT -> 3;
            case STRING -> "text";
            case BINARY -> new byte[] {1, 2};
            case PAIR -> Map.entry("name", "value");
        };
    }
}
