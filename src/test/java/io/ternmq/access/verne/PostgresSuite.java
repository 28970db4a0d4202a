package io.ternmq.access.verne;

import io.ternmq.access.real.RealDatabase;
import io.ternmq.access.real.RealPostgres;

/** A real PostgreSQL. */
abstract class PostgresSuite extends SqlSuite {
    @Override
    RealDatabase freshDatabase() {
        return RealPostgres.freshDatabase();
    }

    @Override
    String[] schema() {
        return new String[] {
            "CREATE EXTENSION pgcrypto",
            "CREATE TABLE vmq_auth_acl (mountpoint character varying(10) NOT NULL,"
                    + " client_id character varying(128) NOT NULL, username character varying(128) NOT NULL,"
                    + " password character varying(128), publish_acl json, subscribe_acl json,"
                    + " CONSTRAINT vmq_auth_acl_primary_key PRIMARY KEY (mountpoint, client_id, username))"
        };
    }

    @Override
    String mark(int number) {
        return "$" + number;
    }

    @Override
    String json(String parameter) {
        return parameter + "::TEXT::JSON";
    }
}
