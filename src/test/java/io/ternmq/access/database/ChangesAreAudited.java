package io.ternmq.access.database;

import static io.ternmq.access.database.BuiltinStoreSuite.HOSTILE;
import static io.ternmq.access.database.BuiltinStoreSuite.NOW;
import static io.ternmq.access.database.BuiltinStoreSuite.all;
import static io.ternmq.access.database.BuiltinStoreSuite.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every database has to do with the audit log. */
interface ChangesAreAudited {
    /** The empty store of this test. */
    DatabaseStore store();

    @Test
    default void who_changed_what_is_listed_the_latest_first() {
        List<AuditEntry> kept = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            kept.add(get(store().audit()
                    .add(new AuditEntry(
                            0, NOW, "ada" + i, "console", "127.0.0.1", "user.create", HOSTILE, null, "{}", i))));
        }
        assertThat(get(store().audit().find(kept.get(2).id()))).isEqualTo(kept.get(2));
        assertThat(get(store().audit().find(999_999))).isNull();
        assertThat(all(store().audit().list("", Long.MAX_VALUE, 2))).containsExactly(kept.get(4), kept.get(3));
        assertThat(all(store().audit().list("", kept.get(3).id(), 10)))
                .containsExactly(kept.get(2), kept.get(1), kept.get(0));
        assertThat(all(store().audit().list("ADA3", Long.MAX_VALUE, 10))).containsExactly(kept.get(3));
        assertThat(all(store().audit().list("drop table", Long.MAX_VALUE, 10))).hasSize(5);
    }

    private void keepEntries(int count, Instant at) {
        all(Flux.range(0, count)
                .concatMap(i -> store().audit()
                        .add(new AuditEntry(0, at, "ada", "console", "::1", "user.create", "o" + i, null, "{}", 0))));
    }

    private List<String> keptEntries() {
        return all(store().audit().list("", Long.MAX_VALUE, 10_000)).stream()
                .map(AuditEntry::object)
                .toList();
    }

    @Test
    default void who_changed_what_long_ago_is_forgotten() {
        keepEntries(3, NOW);
        keepEntries(2, NOW.plusSeconds(60));
        // Of a node whose clock was wrong; nothing else goes with it.
        keepEntries(1, Instant.EPOCH);
        assertThat(get(store().audit().prune(NOW.plusSeconds(60), 100))).isEqualTo(4);
        assertThat(keptEntries()).containsExactly("o1", "o0");
        assertThat(get(store().audit().prune(NOW.plusSeconds(60), 100))).isZero();
    }

    @Test
    default void of_too_many_changes_the_oldest_are_forgotten_in_slices() {
        keepEntries(2_103, NOW);
        assertThat(get(store().audit().prune(Instant.EPOCH, 3))).isEqualTo(2_100);
        assertThat(keptEntries()).containsExactly("o2102", "o2101", "o2100");
    }

    @Test
    default void old_changes_are_looked_for_once_in_an_hour() {
        assertThat(get(store().pruning().look())).isZero();
        assertThat(get(store().pruning().look())).isNull();
    }
}
