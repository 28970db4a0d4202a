package io.ternmq.access.verne;

/** MariaDB with passwords kept by Sha256, asked by the driver {@code mariadb}. */
class MariaDbSha256Test extends MariaDbSuite {
    MariaDbSha256Test() {
        super("sha256", "SHA2(%s, 256)", "mariadb");
    }
}
