package io.ternmq.store.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.store.SessionUid;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of identities against one of the JDK's. */
class UidMapTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void it_has_what_a_map_has(long seed) {
        Random random = new Random(seed);
        Map<SessionUid, String> model = new HashMap<>();
        UidMap<String> map = new UidMap<>();
        for (int step = 0; step < 50_000; step++) {
            SessionUid uid = new SessionUid(random.nextInt(3), random.nextInt(2000));
            if (random.nextInt(5) < 3) {
                map.put(uid.node(), uid.number(), "v" + step);
                model.put(uid, "v" + step);
            } else {
                map.remove(uid.node(), uid.number());
                model.remove(uid);
            }
        }
        assertThat(map.size()).isEqualTo(model.size());
        for (int node = 0; node < 3; node++) {
            for (long number = 0; number < 2000; number++) {
                assertThat(map.get(node, number)).isEqualTo(model.get(new SessionUid(node, number)));
            }
        }
        Map<String, Boolean> values = new HashMap<>();
        map.forEach(value -> values.put(value, true));
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(model.values());
    }
}
