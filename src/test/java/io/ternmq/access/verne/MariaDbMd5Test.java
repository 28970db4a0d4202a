package io.ternmq.access.verne;

/** MariaDB with passwords kept by Md5, asked by the driver {@code mysql}. */
class MariaDbMd5Test extends MariaDbSuite {
    MariaDbMd5Test() {
        super("md5", "MD5(%s)", "mysql");
    }
}
