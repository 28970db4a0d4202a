package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Somebody;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** PostgreSQL checks passwords by itself: {@code password = crypt($n, password)}. */
class PostgresCryptTest extends PostgresSuite {
    @Override
    String name() {
        return "postgres";
    }

    @Override
    Map<String, String> particulars() {
        return Map.of();
    }

    @Override
    String hashSql(String parameter) {
        return "crypt(" + parameter + ", gen_salt('bf', 4))";
    }

    @Test
    void many_questions_at_a_time_share_the_pool() {
        put("", "*", "ann", "secret", ALL, ALL);
        IntStream.range(0, 200)
                .parallel()
                .forEach(i -> assertThat(source().ask(
                                        Somebody.elsewhere().client("c" + i).as("ann", "secret"))
                                .verdict())
                        .isEqualTo(Verdict.OK));
        assertThat(source().source().health().state()).isEqualTo(SourceHealth.State.UP);
    }
}
