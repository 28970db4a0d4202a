package io.ternmq.access.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.file.BadFileException.BadLine;
import io.ternmq.config.StartupException;
import io.ternmq.conformance.Checklist;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    @TempDir
    private Path folder;

    private final EventBus bus = new EventBus();
    private final List<BrokerEvent> events = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private Path path;
    private WatchedFile<String> file;
    private long age = 100_000;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("rules");
        bus.subscribe(BrokerEvent.class, events::add);
        write("first");
        file = new WatchedFile<>("a.setting", "rules", path, false, WatchedFileTest::parse, bus, changes::add);
    }

    private static String parse(byte[] bytes) throws BadFileException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.contains("bad")) {
            throw new BadFileException(List.of(new BadLine(7, "is bad")));
        }
        return text;
    }

    /** Long ago, so that its look alone tells whether it has changed; each time a little later. */
    private void write(String text) throws IOException {
        Files.writeString(path, text, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(path, FileTime.fromMillis(System.currentTimeMillis() - 10 * age--));
    }

    private void pollTwice() {
        file.poll();
        file.poll();
    }

    @Test
    void a_file_that_has_not_changed_is_not_read() {
        assertThat(file.poll()).isFalse();
        assertThat(file.content()).isEqualTo("first");
        assertThat(changes).isEmpty();
    }

    @Test
    void a_file_that_has_changed_is_read_when_it_has_come_to_rest() throws IOException {
        write("half");
        assertThat(file.poll()).as("look again soon").isTrue();
        assertThat(file.content()).isEqualTo("first");
        write("half and whole");
        assertThat(file.poll()).isTrue();
        assertThat(file.content()).isEqualTo("first");
        assertThat(file.poll()).isFalse();
        assertThat(file.content()).isEqualTo("half and whole");
        assertThat(changes).containsExactly("half and whole");
        assertThat(events).isEmpty();
    }

    @Test
    void a_change_too_quick_to_look_different_is_seen_all_the_same() throws IOException {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        Files.writeString(path, "aaaa");
        Files.setLastModifiedTime(path, now);
        pollTwice();
        assertThat(file.content()).isEqualTo("aaaa");
        Files.writeString(path, "bbbb");
        Files.setLastModifiedTime(path, now);
        pollTwice();
        assertThat(file.content()).isEqualTo("bbbb");
    }

    @Test
    void a_file_that_was_only_touched_changes_nothing() throws IOException {
        write("first");
        pollTwice();
        assertThat(changes).isEmpty();
    }

    @Test
    @Checklist(integrations = 6)
    void a_bad_file_leaves_the_old_content_and_raises_one_alarm_until_it_is_good() throws IOException {
        write("bad");
        pollTwice();
        pollTwice();
        assertThat(file.content()).isEqualTo("first");
        assertThat(events)
                .containsExactly(
                        new AlarmRaised("rules", path + ": line 7 is bad; what the file said before still holds"));
        write("good");
        pollTwice();
        assertThat(file.content()).isEqualTo("good");
        assertThat(events).hasSize(2).last().isEqualTo(new AlarmCleared("rules"));
    }

    @Test
    void a_bad_file_that_is_put_back_clears_the_alarm() throws IOException {
        write("bad");
        pollTwice();
        write("first");
        pollTwice();
        assertThat(file.content()).isEqualTo("first");
        assertThat(events).last().isEqualTo(new AlarmCleared("rules"));
    }

    @Test
    @Checklist(integrations = 4)
    void a_file_that_is_gone_leaves_the_old_content_and_raises_one_alarm() throws IOException {
        Path aside = folder.resolve("aside");
        Files.move(path, aside);
        pollTwice();
        pollTwice();
        assertThat(file.content()).isEqualTo("first");
        assertThat(events)
                .containsExactly(
                        new AlarmRaised("rules", path + " is not there; what the file said before still holds"));
        Files.move(aside, path);
        pollTwice();
        assertThat(events).hasSize(2).last().isEqualTo(new AlarmCleared("rules"));
    }

    @Test
    void a_file_that_is_replaced_by_a_folder_leaves_the_old_content() throws IOException {
        Files.delete(path);
        Files.createDirectory(path);
        pollTwice();
        assertThat(file.content()).isEqualTo("first");
        assertThat(events).hasSize(1).first().isInstanceOf(AlarmRaised.class);
    }

    @Test
    void an_emptied_file_is_taken_as_what_it_says() throws IOException {
        write("");
        pollTwice();
        assertThat(file.content()).isEmpty();
        assertThat(changes).containsExactly("");
    }

    @Test
    void a_bad_or_missing_file_stops_the_start() throws IOException {
        write("bad");
        assertThatThrownBy(() ->
                        new WatchedFile<>("a.setting", "rules", path, false, WatchedFileTest::parse, bus, changes::add))
                .isInstanceOf(StartupException.class)
                .hasMessage("a.setting names " + path + ": line 7 is bad");
        Files.delete(path);
        assertThatThrownBy(() ->
                        new WatchedFile<>("a.setting", "rules", path, false, WatchedFileTest::parse, bus, changes::add))
                .isInstanceOf(StartupException.class)
                .hasMessage("a.setting names " + path + ", which is not there");
    }
}
