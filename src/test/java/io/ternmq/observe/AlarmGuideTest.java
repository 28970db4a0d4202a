package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlarmGuideTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /** Which class raises which alarms; of those that are named for a listener, source or file one. */
    private static final Map<String, List<String>> RAISED = Map.of(
            "WatchedFile", List.of("password-file", "acl-file", "jwt-public-key-file", "jwt-jwks-file"),
            "FetchedKeys", List.of("jwt-jwks-url"),
            "DatabaseAlarm", List.of("database"),
            "Following", List.of("access-rules", "access-bans", "access-users"),
            "Guard", List.of("source-ldap"),
            "MemoryGauge", List.of("memory"),
            "AcceptFailures", List.of("accept-default"),
            "TlsContexts", List.of("tls-default"),
            "Disconnector", List.of("internal-error"),
            "StoreReports", storeProblems());

    private static List<String> storeProblems() {
        return Stream.of(StoreProblem.Kind.values())
                .map(kind -> "store-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static boolean raises(Path source) {
        try {
            String text = Files.readString(source);
            return text.contains("AlarmRaised(") || text.contains("IncidentHappened(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_alarms_of_every_class_that_raises_some_are_known_here() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            assertThat(sources.filter(path -> path.toString().endsWith(".java"))
                            .filter(AlarmGuideTest::raises)
                            .map(path -> path.getFileName().toString().replace(".java", ""))
                            .filter(name -> !name.equals("BrokerEvent")))
                    .containsExactlyInAnyOrderElementsOf(RAISED.keySet());
        }
    }

    @Test
    void every_alarm_comes_with_advice() {
        assertThat(RAISED.values().stream().flatMap(List::stream))
                .allSatisfy(alarm -> assertThat(
                                AlarmGuide.of(alarm, StoreHealth.GOOD).advice())
                        .isNotEmpty());
    }

    @Test
    void one_that_is_not_known_has_none_and_is_a_warning() {
        AlarmGuide guide = AlarmGuide.of("other", StoreHealth.GOOD);
        assertThat(guide.advice()).isEmpty();
        assertThat(guide.severity()).isEqualTo(Problem.Severity.WARNING);
    }
}
