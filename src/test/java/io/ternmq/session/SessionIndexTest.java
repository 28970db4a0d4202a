package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.protocol.SubscriberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of sessions, against a map that is surely right. */
class SessionIndexTest {
    private final SessionIndex index = new SessionIndex();
    private final TreeMap<SubscriberId, Session> model = new TreeMap<>(SessionIndex.ORDER);

    private final SessionLoop home = TestNode.parts().start().sessions.homeOf(new SubscriberId("", "any"));

    private Session session(String clientId, String mountpoint) {
        return new Session(new SubscriberId(mountpoint, clientId), home, null);
    }

    private List<Session> all(int step) {
        List<Session> met = new ArrayList<>();
        @Nullable SubscriberId last = null;
        Session[] some = new Session[step];
        while (true) {
            int count = index.copyAfter(last, some);
            for (int i = 0; i < count; i++) {
                met.add(some[i]);
                last = some[i].id();
            }
            if (count < step) {
                return met;
            }
        }
    }

    @Test
    void it_holds_what_was_added_and_not_removed_in_order() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Session session = session("c" + random.nextInt(6000), random.nextBoolean() ? "" : "m");
            boolean adds = random.nextInt(10) < (i < 12_000 ? 7 : 2);
            if (adds) {
                index.add(session);
                model.put(session.id(), session);
            } else {
                Session known = model.remove(session.id());
                index.remove(known == null ? session : known);
            }
            if (i % 2500 == 0) {
                assertThat(all(1 + random.nextInt(600))).containsExactlyElementsOf(model.values());
            }
        }
        for (Session rest : List.copyOf(model.values())) {
            index.remove(rest);
        }
        assertThat(all(10)).isEmpty();
    }

    @Test
    void another_session_of_the_same_id_isn_t_removed() {
        Session old = session("c", "");
        Session fresh = session("c", "");
        index.add(old);
        index.add(fresh);
        index.remove(old);
        assertThat(all(10)).containsExactly(fresh);
    }
}
