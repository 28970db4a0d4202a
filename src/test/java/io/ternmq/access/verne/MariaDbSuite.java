package io.ternmq.access.verne;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealMariaDb;
import java.util.Map;

/** A real MariaDB. */
abstract class MariaDbSuite extends SqlSuite {
    private final String method;
    private final String function;
    private final String driver;

    /** @param function as SQL, with {@code %s} for the password */
    MariaDbSuite(String method, String function, String driver) {
        this.method = method;
        this.function = function;
        this.driver = driver;
    }

    @Override
    RealDatabase freshDatabase() {
        return RealMariaDb.freshDatabase();
    }

    @Override
    String name() {
        return "mysql";
    }

    @Override
    Map<String, String> particulars() {
        return Map.of("password-hash-method", method, "driver", driver);
    }

    @Override
    String[] schema() {
        return new String[] {
            "CREATE TABLE vmq_auth_acl (mountpoint VARCHAR(10) NOT NULL, client_id VARCHAR(128) NOT NULL,"
                    + " username VARCHAR(128) NOT NULL, password VARCHAR(128), publish_acl TEXT, subscribe_acl TEXT,"
                    + " CONSTRAINT vmq_auth_acl_primary_key PRIMARY KEY (mountpoint, client_id, username))"
        };
    }

    @Override
    String hashSql(String parameter) {
        return function.formatted(parameter);
    }

    @Override
    String mark(int number) {
        return "?";
    }

    @Override
    String json(String parameter) {
        return parameter;
    }
}
