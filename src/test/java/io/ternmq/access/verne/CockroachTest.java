package io.ternmq.access.verne;

import java.util.Map;
import java.util.stream.Stream;

/**
 * CockroachDB's way to keep passwords: SHA-256 in hex. There is no CockroachDB in Maven's repositories, so that a PostgreSQL, whose
 * protocol it speaks, is given CockroachDB's function of that name.
 */
class CockroachTest extends PostgresSuite {
    @Override
    String name() {
        return "cockroachdb";
    }

    @Override
    Map<String, String> particulars() {
        return Map.of("password-hash-method", "sha256");
    }

    @Override
    String[] schema() {
        return Stream.concat(
                        Stream.of(super.schema()),
                        Stream.of("CREATE FUNCTION sha256(TEXT) RETURNS TEXT LANGUAGE SQL AS"
                                + " $$ SELECT encode(digest($1, 'sha256'), 'hex') $$"))
                .toArray(String[]::new);
    }

    @Override
    String hashSql(String parameter) {
        return "encode(digest(" + parameter + "::TEXT, 'sha256'), 'hex')";
    }
}
