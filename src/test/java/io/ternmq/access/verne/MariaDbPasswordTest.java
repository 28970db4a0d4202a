package io.ternmq.access.verne;

/** MariaDB with passwords kept by Password, asked by the driver {@code mariadb}. */
class MariaDbPasswordTest extends MariaDbSuite {
    MariaDbPasswordTest() {
        super("password", "PASSWORD(%s)", "mariadb");
    }
}
