package io.ternmq.access.database;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealMariaDb;
import io.ternmq.config.DatabaseSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MariaDbStoreTest extends BuiltinStoreSuite {
    private final RealDatabase database = RealMariaDb.freshDatabase();

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings(
                url(database),
                database.user(),
                database.password(),
                8,
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofDays(365),
                100_000);
    }

    /** By which driver. */
    String url(RealDatabase of) {
        return of.url();
    }

    @Test
    void a_change_by_one_node_is_seen_by_another() {
        assertThatNodesSeeEachOther(settings());
    }

    @Test
    void nodes_that_start_together_make_the_tables_once() {
        assertThatNodesCanStartTogether();
    }
}
