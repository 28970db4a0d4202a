package io.ternmq.access.verne;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.EventBus;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

    @Test
    @Checklist(integrations = 18)
    void without_a_setting_it_is_asked_by_tls_alone() {
        put("", "c1", "ann", "secret", "[]", "[]");
        Map<String, String> settings = new HashMap<>(settingsOfNow());
        settings.remove(name() + ".ssl");
        // The server speaks no TLS.
        try (SourceUnderTest source = new SourceUnderTest(settings, new EventBus())) {
            assertThat(source.ask(Somebody.elsewhere().client("c1").as("ann", "secret"))
                            .verdict())
                    .isEqualTo(Verdict.REJECT);
        }
    }
}
