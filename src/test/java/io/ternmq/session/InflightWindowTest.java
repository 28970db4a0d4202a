package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InflightWindowTest {
    private static final long QOS_2 = DeliveryWord.of(Qos.EXACTLY_ONCE, true, 268_435_455);
    private final Publish message = Publishes.of("m");

    /** The window as a linked map would have it. */
    private static final class Model {
        final Map<Integer, Integer> states = new LinkedHashMap<>();
        final Map<Integer, Boolean> counted = new LinkedHashMap<>();
        final Map<Integer, Boolean> resend = new LinkedHashMap<>();

        int counted() {
            return (int) states.keySet().stream().filter(counted::get).count();
        }

        List<Integer> toResend() {
            return states.keySet().stream().filter(resend::get).toList();
        }
    }

    @Normative({"MQTT5-2.2.1-4", "MQTT311-2.3.1-4"})
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behaves_as_a_linked_map_and_never_gives_out_an_identifier_in_use(long seed) {
        Random random = new Random(seed);
        InflightWindow window = new InflightWindow();
        Model model = new Model();
        int most = 1 + random.nextInt(seed % 2 == 0 ? 40 : 700);
        boolean stubborn = seed > 4;
        for (int step = 0; step < 60_000; step++) {
            int dice = random.nextInt(100);
            if (dice < 48 && model.states.size() < most && !window.isExhausted()) {
                int id = window.add(message, QOS_2);
                assertThat(model.states).doesNotContainKey(id);
                assertThat(id).isBetween(1, 65535);
                put(model, id);
            } else if (dice < 92 && !model.states.isEmpty()) {
                List<Integer> ids = new ArrayList<>(model.states.keySet());
                // A stubborn client leaves its oldest messages unacknowledged for ever.
                int from = stubborn ? Math.min(3, ids.size() - 1) : 0;
                int id = ids.get(from + random.nextInt(Math.min(ids.size() - from, 5)));
                if (stubborn && ids.indexOf(id) < 3 && ids.size() <= 3) {
                    continue;
                }
                acknowledge(window, model, id);
            } else if (dice == 99 && random.nextInt(50) == 0) {
                window.rewind();
                model.states.keySet().forEach(id -> {
                    model.counted.put(id, false);
                    model.resend.put(id, true);
                });
            } else if (window.toResend() > 0) {
                resend(window, model, step);
            }
            if (step % 500 == 0) {
                same(window, model);
            }
        }
        same(window, model);
    }

    private static void put(Model model, int id) {
        model.states.put(id, DeliveryWord.SENT);
        model.counted.put(id, true);
        model.resend.put(id, false);
    }

    private static void acknowledge(InflightWindow window, Model model, int id) {
        int handle = window.find(id);
        assertThat(handle).isNotEqualTo(InflightWindow.NONE);
        assertThat(window.packetId(handle)).isEqualTo(id);
        if (model.states.get(id) == DeliveryWord.SENT && id % 3 == 0) {
            window.received(handle);
            model.states.put(id, DeliveryWord.RELEASED);
        } else {
            window.release(handle);
            model.states.remove(id);
            assertThat(window.find(id)).isEqualTo(InflightWindow.NONE);
        }
    }

    private static void resend(InflightWindow window, Model model, int step) {
        int handle = window.nextToResend();
        int id = window.packetId(handle);
        assertThat(id).isEqualTo(model.toResend().get(0));
        boolean publish = DeliveryWord.state(window.word(handle)) == DeliveryWord.SENT;
        window.resent(handle, step, publish);
        model.resend.put(id, false);
        model.counted.put(id, publish);
    }

    private static void same(InflightWindow window, Model model) {
        assertThat(window.size()).isEqualTo(model.states.size());
        assertThat(window.counted()).isEqualTo(model.counted());
        assertThat(window.toResend()).isEqualTo(model.toResend().size());
        List<Integer> order = new ArrayList<>();
        for (int place = 0; place < window.places(); place++) {
            int handle = window.at(place);
            if (handle != InflightWindow.NONE) {
                order.add(window.packetId(handle));
                long word = window.word(handle);
                assertThat(DeliveryWord.state(word)).isEqualTo(model.states.get(window.packetId(handle)));
                assertThat(DeliveryWord.identifier(word)).isEqualTo(268_435_455);
                assertThat(DeliveryWord.qos(word)).isEqualTo(Qos.EXACTLY_ONCE);
                assertThat(DeliveryWord.retain(word)).isTrue();
            }
        }
        assertThat(order).containsExactlyElementsOf(model.states.keySet());
    }

    @Test
    void a_message_that_is_never_acknowledged_stops_nobody_else() {
        InflightWindow window = new InflightWindow();
        int stuck = window.add(message, QOS_2);
        for (int i = 0; i < 200_000; i++) {
            assertThat(window.isExhausted()).isFalse();
            int id = window.add(message, QOS_2);
            assertThat(id).isNotEqualTo(stuck);
            window.release(window.find(id));
        }
        assertThat(window.size()).isEqualTo(1);
        assertThat(window.packetId(window.at(0))).isEqualTo(stuck);
    }

    @Test
    void all_identifiers_can_be_under_way_and_then_it_is_exhausted() {
        InflightWindow window = new InflightWindow();
        int given = 0;
        while (!window.isExhausted()) {
            window.add(null, QOS_2);
            given++;
        }
        assertThat(given).isEqualTo(65534);
        assertThat(window.size()).isEqualTo(65534);
        window.release(window.find(1));
        assertThat(window.isExhausted()).isFalse();
        assertThat(window.add(null, QOS_2)).isEqualTo(65535);
    }

    @Test
    void takes_back_what_a_store_has_kept_in_any_order_of_identifiers() {
        InflightWindow window = new InflightWindow();
        int[] ids = {65530, 65535, 2, 7, 40_000, 8};
        for (int id : ids) {
            window.restore(id, message, QOS_2, DeliveryWord.SENT);
        }
        assertThat(window.size()).isEqualTo(ids.length);
        assertThat(window.toResend()).isEqualTo(ids.length);
        for (int id : ids) {
            assertThat(window.packetId(window.find(id))).isEqualTo(id);
        }
        for (int i = 0; i < 70_000; i++) {
            int id = window.add(message, QOS_2);
            assertThat(ids).doesNotContain(id);
            window.release(window.find(id));
        }
    }

    @Test
    void tells_how_long_ago_a_message_was_sent() {
        InflightWindow window = new InflightWindow();
        long second = 1_700_000_000L;
        int handle = window.find(window.add(message, DeliveryWord.withSecond(QOS_2, second)));
        assertThat(DeliveryWord.age(window.word(handle), second + 20)).isEqualTo(20);
        window.resent(handle, second + 21, true);
        assertThat(DeliveryWord.age(window.word(handle), second + 22)).isEqualTo(1);
    }
}
