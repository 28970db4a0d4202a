package io.ternmq.access.verne;

/** MariaDB with passwords kept by Sha1, asked by the driver {@code mariadb}. */
class MariaDbSha1Test extends MariaDbSuite {
    MariaDbSha1Test() {
        super("sha1", "SHA1(%s)", "mariadb");
    }
}
