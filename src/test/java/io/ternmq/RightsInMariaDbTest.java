package io.ternmq;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealMariaDb;
import org.junit.jupiter.api.Test;

/** A real MariaDB. */
class RightsInMariaDbTest extends RightsSuite {
    @Override
    RealDatabase freshDatabase() {
        return RealMariaDb.freshDatabase();
    }

    @Test
    void a_change_on_one_node_meets_the_clients_of_another() {
        assertThatAChangeOnOneNodeMeetsTheClientsOfAnother();
    }
}
