package io.ternmq;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;
import org.junit.jupiter.api.Test;

/** A real PostgreSQL. */
class RightsInPostgresTest extends RightsSuite {
    @Override
    RealDatabase freshDatabase() {
        return RealPostgres.freshDatabase();
    }

    @Test
    void a_change_on_one_node_meets_the_clients_of_another() {
        assertThatAChangeOnOneNodeMeetsTheClientsOfAnother();
    }
}
