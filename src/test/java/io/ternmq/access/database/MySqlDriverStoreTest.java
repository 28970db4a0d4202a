package io.ternmq.access.database;

import io.ternmq.access.real.RealDatabase;

/** The driver for MySQL, with MariaDB at the other end. */
class MySqlDriverStoreTest extends MariaDbStoreTest {
    @Override
    String url(RealDatabase of) {
        return of.url().replace("r2dbc:mariadb:", "r2dbc:mysql:");
    }
}
