package io.ternmq.config;

import org.jspecify.annotations.Nullable;

/** A relational database with the table {@code vmq_auth_acl}. */
@Section(
        "A relational database with VerneMQ's table `vmq_auth_acl` as a source of users and rights, which has the name of the last word"
                + " of this heading.")
public record SqlSourceSettings(
        @Setting(doc = "Whether it is asked.", byDefault = "false", vernemq = "vmq_diversity.auth_<db>.enabled")
        boolean enabled,

        @Setting(doc = "The host it runs on.", byDefault = "localhost", vernemq = "vmq_diversity.<db>.host")
        String host,

        @Setting(
                doc = "Its port; the usual one of the database when 0: 5432, for MySQL and MariaDB 3306.",
                byDefault = "0",
                min = "0",
                max = "65535",
                vernemq = "vmq_diversity.<db>.port")
        int port,

        @Setting(doc = "As whom to log in.", byDefault = "root", vernemq = "vmq_diversity.<db>.user")
        String user,

        @Setting(
                doc = "With which password; VerneMQ's default is 'password'.",
                secret = true,
                vernemq = "vmq_diversity.<db>.password")
        String password,

        @Setting(doc = "The name of the database.", byDefault = "vernemq_db", vernemq = "vmq_diversity.<db>.database")
        String database,

        @Setting(
                doc = "How many connections there may be.",
                byDefault = "5",
                min = "1",
                max = "1000",
                vernemq = "vmq_diversity.<db>.pool_size")
        int poolSize,

        @Setting(
                doc =
                        "How passwords are kept. PostgreSQL: crypt (by the database, needs pgcrypto; the default) and bcrypt;"
                                + " CockroachDB: bcrypt (the default) and sha256; MySQL and MariaDB: sha256 (the default), sha1, md5, and"
                                + " password (MariaDB only).",
                vernemq = "vmq_diversity.<db>.password_hash_method")
        @Nullable
        PasswordMethod passwordHashMethod,

        @Setting(
                doc = "The driver for MySQL and MariaDB: mariadb for both, or mysql for MySQL's caching_sha2_password"
                        + " without TLS.",
                byDefault = "mariadb")
        Driver driver,

        @Setting(
                doc = "Whether TLS is used; on for CockroachDB and off for others when empty.",
                vernemq = "vmq_diversity.<tls>.ssl")
        @Nullable
        Choice ssl,

        ClientTlsSettings tls) {

    /** How passwords are kept. */
    public enum PasswordMethod {
        CRYPT,
        BCRYPT,
        MD5,
        SHA1,
        SHA256,
        PASSWORD
    }

    /** A driver for MySQL and MariaDB. */
    public enum Driver {
        MARIADB,
        MYSQL
    }

    /** Yes or no, or nothing said. */
    public enum Choice {
        TRUE,
        FALSE
    }

    /** Whether TLS is used. */
    public boolean ssl(boolean byDefault) {
        return ssl == null ? byDefault : ssl == Choice.TRUE;
    }
}
