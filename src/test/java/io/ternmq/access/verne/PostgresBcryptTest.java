package io.ternmq.access.verne;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL with passwords that the broker checks. */
class PostgresBcryptTest extends PostgresSuite {
    @Override
    String name() {
        return "postgres";
    }

    @Override
    Map<String, String> particulars() {
        return Map.of("password-hash-method", "bcrypt");
    }

    @Override
    @Nullable
    String hashSql(String parameter) {
        return null;
    }
}
