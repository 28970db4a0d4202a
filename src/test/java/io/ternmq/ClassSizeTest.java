package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class that one can't read in one sitting is two classes. */
class ClassSizeTest {
    private static final int MAX_LINES = 400;
    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void no_class_is_longer_than_400_lines() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).isNotEmpty();
        assertThat(sources).allSatisfy(source -> assertThat(lines(source)).isLessThanOrEqualTo(MAX_LINES));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static long lines(Path source) {
        try (Stream<String> lines = Files.lines(source)) {
            return lines.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
