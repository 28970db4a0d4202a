package io.ternmq.access.file;

import io.ternmq.access.Shown;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.SourceHealth.State;
import io.ternmq.config.StartupException;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file whose content is kept in memory and read again when it has changed.
 *
 * <p>Protocol: {@link #content()} is a volatile read of an immutable value, from any thread. {@link #poll()} and {@link #follow} are
 * in line with each other. A file that has changed is read when it looks the same at two polls, so that nobody's half-written file is
 * taken. Another file may take its place; whoever names it has it read first, so that one that is bad changes nothing. What can't be read or understood leaves the old content in place and raises an alarm, which is cleared when the
 * file is good again. Without the file, too, the old content stays: who wants nobody to have rights leaves it empty.
 *
 * @param <T> the content, immutable
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

    /** A file that was written just before it was read may change again without looking different. */
    private static final long SAME_LOOK_MILLIS = 2000;

    private final String name;
    private final boolean secret;
    private final Parser<T> parser;
    private final EventBus events;
    private final Consumer<T> onChange;
    private volatile Path path;
    private volatile T content;
    private volatile SourceHealth health = SourceHealth.local(State.UP, Instant.now(), null);
    private byte[] bytes;
    private Look loaded;
    private long loadedMillis;
    private @Nullable Look changing;
    private @Nullable String problem;
    private String exposure = "";

    /** Makes content of a file's bytes. */
    public interface Parser<T> {
        T parse(byte[] bytes) throws BadFileException;
    }

    /** By what a change is seen. */
    private record Look(
            FileTime modified, long size, @Nullable Object fileKey) {
        static Look at(Path path) throws IOException {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
            if (is.isDirectory()) {
                throw new IOException("is a folder");
            }
            return new Look(is.lastModifiedTime(), is.size(), is.fileKey());
        }
    }

    /** A file that was read and is good. */
    public static final class Reading<T> {
        private final Path path;
        private final Look look;
        private final byte[] bytes;
        private final T content;
        private final long millis = System.currentTimeMillis();

        private Reading(Path path, Parser<T> parser) throws IOException, BadFileException {
            this.path = path;
            this.look = Look.at(path);
            this.bytes = Files.readAllBytes(path);
            this.content = parser.parse(bytes);
        }

        private static <T> Reading<T> of(Path path, Parser<T> parser) throws UnusableFileException {
            try {
                return new Reading<>(path, parser);
            } catch (IOException unreadable) {
                throw new UnusableFileException("names " + path + ", which " + words(unreadable), unreadable);
            } catch (BadFileException bad) {
                throw new UnusableFileException("names " + path + ": " + bad.getMessage(), bad);
            }
        }
    }

    /**
     * Reads the file for the first time.
     *
     * @param setting the setting that names the file
     * @param name of the alarm
     * @param secret whether nobody else on the machine should read it
     * @param onChange is told of new content, on the polling thread, after it can be seen
     * @throws StartupException when the file isn't there or can't be understood
     */
    public WatchedFile(
            String setting,
            String name,
            Path path,
            boolean secret,
            Parser<T> parser,
            EventBus events,
            Consumer<T> onChange) {
        this.name = name;
        this.secret = secret;
        this.parser = parser;
        this.events = events;
        this.onChange = onChange;
        try {
            Reading<T> first = Reading.of(path, parser);
            this.path = path;
            this.loaded = first.look;
            this.bytes = first.bytes;
            this.content = first.content;
            this.loadedMillis = first.millis;
        } catch (UnusableFileException unusable) {
            throw new StartupException(setting + " " + unusable.getMessage(), unusable);
        }
        warnOfPermissions();
    }

    /** Reads a file that may take the place of this one. */
    public Reading<T> read(Path other) throws UnusableFileException {
        return Reading.of(other, parser);
    }

    /** Has a file take the place of this one; what it said when it was read holds at once. */
    public synchronized void follow(Reading<T> other) {
        LOG.info("{} takes the place of {}", other.path, path);
        path = other.path;
        exposure = "";
        loaded = other.look;
        bytes = other.bytes;
        loadedMillis = other.millis;
        changing = null;
        take(other.content);
    }

    /** What the file said when it was last good. */
    public T content() {
        return content;
    }

    /** Stale while what the file says now can't be taken. */
    public SourceHealth health() {
        return health;
    }

    public Path path() {
        return path;
    }

    /** Looks whether the file has changed. True when it is changing, so that one should look again soon. */
    public synchronized boolean poll() {
        try {
            Look look = Look.at(path);
            boolean sameLook = look.equals(loaded);
            boolean surelySame = sameLook && loadedMillis - look.modified.toMillis() > SAME_LOOK_MILLIS;
            if (surelySame && problem == null) {
                changing = null;
                return false;
            }
            if (!sameLook && !look.equals(changing)) {
                changing = look;
                return true;
            }
            changing = null;
            load(look);
        } catch (IOException unreadable) {
            complain(path + " " + words(unreadable));
        }
        return false;
    }

    private void load(Look look) throws IOException {
        byte[] read = Files.readAllBytes(path);
        boolean same = Arrays.equals(read, bytes);
        loaded = look;
        loadedMillis = System.currentTimeMillis();
        bytes = read;
        if (same && problem == null) {
            return;
        }
        try {
            T parsed = parser.parse(read);
            LOG.info("{} was read again", path);
            take(parsed);
        } catch (BadFileException bad) {
            complain(path + ": " + bad.getMessage());
        }
    }

    private void take(T parsed) {
        content = parsed;
        onChange.accept(parsed);
        warnOfPermissions();
        if (problem != null) {
            problem = null;
            health = SourceHealth.local(State.UP, Instant.now(), null);
            events.publish(new AlarmCleared(name));
        }
    }

    /** Once for each thing that is wrong, not at each poll. */
    private void complain(String what) {
        if (!what.equals(problem)) {
            problem = what;
            health = SourceHealth.local(State.STALE, Instant.now(), Shown.line(what));
            String sentence = what + "; what the file said before still holds";
            events.publish(new AlarmRaised(name, sentence));
        }
    }

    private static String words(IOException unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "is not there";
        }
        return "can't be read: " + unreadable.getMessage();
    }

    /** Rules may be read by everybody, passwords may not; neither may be written. Once for each state of things. */
    private void warnOfPermissions() {
        String now = exposure();
        if (!now.isEmpty() && !now.equals(exposure)) {
            LOG.warn("Everybody on this machine may {} {}; chmod {} helps", now, path, secret ? "600" : "644");
        }
        exposure = now;
    }

    private String exposure() {
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            Set<PosixFilePermission> may =
                    view == null ? Set.of() : view.readAttributes().permissions();
            if (may.contains(PosixFilePermission.OTHERS_WRITE)) {
                return "write";
            }
            return secret && may.contains(PosixFilePermission.OTHERS_READ) ? "read" : "";
        } catch (IOException gone) {
            LOG.debug("The permissions of {} can't be read", path, gone);
            return "";
        }
    }
}
