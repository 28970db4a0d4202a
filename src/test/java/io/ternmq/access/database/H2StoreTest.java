package io.ternmq.access.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.builtin.User;
import io.ternmq.config.DatabaseSettings;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file that is there without any setting. */
class H2StoreTest extends BuiltinStoreSuite {
    @Override
    DatabaseSettings settings() {
        return new DatabaseSettings(
                "", "", "", 8, Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofDays(365), 100_000);
    }

    @Test
    void nothing_is_opened_before_the_first_question() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void nobody_else_may_read_the_file() throws IOException {
        get(store().users().save(user("bob")));
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void when_the_database_refuses_one_of_many_users_it_keeps_none() {
        List<User> many = new ArrayList<>(
                IntStream.range(0, 900).mapToObj(i -> user("many-" + i)).toList());
        get(store().users().save(user("many-0")));
        String tooLong = "x".repeat(1_000_001);
        many.set(700, new User("long", tooLong, null, List.of(), false, "", Instant.EPOCH));
        assertThatThrownBy(() -> get(store().users().saveAll(many))).isNotNull();
        assertThat(get(store().users().count())).isEqualTo(1);
        get(store().users().saveAll(many.subList(0, 700)));
        assertThat(get(store().users().count())).isEqualTo(700);
    }

    @Test
    void nothing_changes_in_the_folder_after_the_end_also_when_the_file_was_just_being_opened() throws IOException {
        Map<java.nio.file.Path, Map<String, FileTime>> atTheEnd = new HashMap<>();
        for (int round = 0; round < 30; round++) {
            java.nio.file.Path own = Files.createDirectory(folder.resolve("round-" + round));
            DatabaseStore opening = DatabaseStore.open(settings(), own, new EventBus());
            opening.users().count().onErrorComplete().subscribe();
            opening.close();
            atTheEnd.put(own, files(own));
        }
        for (Map.Entry<java.nio.file.Path, Map<String, FileTime>> each : atTheEnd.entrySet()) {
            assertThat(files(each.getKey())).isEqualTo(each.getValue());
        }
    }

    private static Map<String, FileTime> files(java.nio.file.Path folder) throws IOException {
        Map<String, FileTime> files = new HashMap<>();
        try (Stream<java.nio.file.Path> all = Files.list(folder)) {
            for (java.nio.file.Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void what_is_asked_after_the_end_fails() {
        get(store().users().count());
        store().close();
        assertThatThrownBy(() -> get(store().users().count())).isNotNull();
    }
}
