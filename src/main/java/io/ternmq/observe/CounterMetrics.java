package io.ternmq.observe;

import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.observe.Metric.Label;
import io.ternmq.observe.Metric.Value;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The counters as metrics, labelled as VerneMQ labels them: {@code mqtt_version} is "4" for every 3.x; packets of MQTT 5 that
 * carry a reason have a {@code reason_code}; the CONNACK of 3.x has a {@code return_code}.
 */
final class CounterMetrics {
    private static final Label VERSION_4 = new Label("mqtt_version", "4");
    private static final Label VERSION_5 = new Label("mqtt_version", "5");

    private final Counters counters;

    CounterMetrics(Counters counters) {
        this.counters = counters;
    }

    List<Metric> read() {
        List<Metric> metrics = new ArrayList<>(Counter.values().length);
        for (Counter counter : Counter.values()) {
            metrics.add(
                    new Metric(counter.metricName(), Metric.Type.COUNTER, sentence(counter.help()), values(counter)));
        }
        return metrics;
    }

    private static String sentence(String help) {
        return help.substring(0, 1).toUpperCase(Locale.ROOT) + help.substring(1) + ".";
    }

    private List<Value> values(Counter counter) {
        return switch (counter.labels()) {
            case NONE -> List.of(new Value(List.of(), counters.total(counter)));
            case VERSION ->
                List.of(
                        new Value(List.of(VERSION_4), counters.value(counter, ProtocolVersion.MQTT_3_1_1)),
                        new Value(List.of(VERSION_5), counters.value(counter, ProtocolVersion.MQTT_5)));
            case VERSION_AND_REASON -> byVersionAndReason(counter);
            case REASON -> byReason(counter);
            case DROP_REASON -> byDropReason(counter);
        };
    }

    private List<Value> byVersionAndReason(Counter counter) {
        List<Value> values = new ArrayList<>();
        if (counter == Counter.MQTT_CONNACK_SENT) {
            addReturnCodes(values, counter);
        } else {
            addVersion4(values, counter);
        }
        Set<ReasonCode> possible = PossibleReasons.of(counter);
        for (ReasonCode reason : ReasonCode.values()) {
            long count = counters.value(counter, ProtocolVersion.MQTT_5, reason);
            if (count != 0 || possible.contains(reason)) {
                values.add(new Value(List.of(VERSION_5, new Label("reason_code", label(counter, reason))), count));
            }
        }
        return values;
    }

    /** Packets of 3.x carry no reason. AUTH, and DISCONNECT from the broker, are not known there. */
    private void addVersion4(List<Value> values, Counter counter) {
        long count = 0;
        for (ReasonCode reason : ReasonCode.values()) {
            count += counters.value(counter, ProtocolVersion.MQTT_3_1_1, reason);
        }
        boolean only5 = counter == Counter.MQTT_AUTH_RECEIVED
                || counter == Counter.MQTT_AUTH_SENT
                || counter == Counter.MQTT_DISCONNECT_SENT;
        if (count != 0 || !only5) {
            values.add(new Value(List.of(VERSION_4), count));
        }
    }

    private void addReturnCodes(List<Value> values, Counter counter) {
        Map<ReasonCode, Long> counts = new EnumMap<>(ReasonCode.class);
        for (ReasonCode reason : ReasonCode.values()) {
            long count = counters.value(counter, ProtocolVersion.MQTT_3_1_1, reason);
            if (count != 0 || PossibleReasons.OF_CONNACK_3.contains(reason)) {
                counts.put(reason, count);
            }
        }
        counts.forEach((reason, count) ->
                values.add(new Value(List.of(VERSION_4, new Label("return_code", reason.label())), count)));
    }

    private static String label(Counter counter, ReasonCode reason) {
        boolean disconnect = counter == Counter.MQTT_DISCONNECT_RECEIVED || counter == Counter.MQTT_DISCONNECT_SENT;
        return disconnect && reason == ReasonCode.SUCCESS ? "normal_disconnect" : reason.label();
    }

    private List<Value> byReason(Counter counter) {
        List<Value> values = new ArrayList<>();
        for (ReasonCode reason : ReasonCode.values()) {
            long count = counters.value(counter, reason);
            if (count != 0) {
                values.add(new Value(List.of(new Label("reason_code", reason.label())), count));
            }
        }
        return values;
    }

    private List<Value> byDropReason(Counter counter) {
        List<Value> values = new ArrayList<>();
        for (DropReason reason : DropReason.values()) {
            values.add(new Value(
                    List.of(new Label("reason", reason.name().toLowerCase(Locale.ROOT))),
                    counters.value(counter, reason)));
        }
        return values;
    }
}
