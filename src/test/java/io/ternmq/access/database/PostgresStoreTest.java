package io.ternmq.access.database;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import io.ternmq.config.DatabaseSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends BuiltinStoreSuite {
    private final RealDatabase database = RealPostgres.freshDatabase();

    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings(
                database.url(),
                database.user(),
                database.password(),
                8,
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofDays(365),
                100_000);
    }

    @Test
    void a_change_by_one_node_is_seen_by_another() {
        assertThatNodesSeeEachOther(settings());
    }

    @Test
    void nodes_that_start_together_make_the_tables_once() {
        assertThatNodesCanStartTogether();
    }

    @Test
    void a_change_is_told_by_the_database_when_nobody_asks_for_an_hour() {
        assertThatNodesSeeEachOther(new DatabaseSettings(
                database.url(),
                database.user(),
                database.password(),
                8,
                Duration.ofSeconds(20),
                Duration.ofHours(1),
                Duration.ofDays(365),
                100_000));
    }
}
