package io.ternmq.access.file;

import io.ternmq.config.AccessSettings;
import io.ternmq.config.SettingsChange;
import io.ternmq.config.SettingsException.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that name a file and say how often it is looked at, while the node runs. Another file is read before the change is
 * made, and it isn't made when the file is bad; what was read then holds once the change has been made. Changes are made by one
 * thread at a time.
 */
public final class FileSetting {
    private final String key;
    private final Function<AccessSettings, @Nullable Path> path;
    private final Function<AccessSettings, Duration> interval;
    private @Nullable ReplaceableFile file;
    private @Nullable FilePolling polling;
    private @Nullable Runnable prepared;

    /** @param key of the setting that names the file */
    public FileSetting(
            String key, Function<AccessSettings, @Nullable Path> path, Function<AccessSettings, Duration> interval) {
        this.key = key;
        this.path = path;
        this.interval = interval;
    }

    /** The file that is named at the start; null for none. */
    public @Nullable Path path(AccessSettings access) {
        return path.apply(access);
    }

    /** Begins to look at that file. */
    public void watch(ScheduledExecutorService thread, ReplaceableFile watched, AccessSettings access) {
        file = watched;
        polling = FilePolling.start(thread, watched, interval.apply(access));
    }

    /** What stands against a change. */
    public List<Problem> examine(SettingsChange change) {
        Path named = path.apply(change.after().access());
        ReplaceableFile watched = file;
        prepared = null;
        if (Objects.equals(named, path.apply(change.before().access()))) {
            return List.of();
        } else if (watched == null || named == null) {
            return refuse(
                    watched == null
                            ? "names a file, and the node was started without one; that takes another start"
                            : "is empty, and the node was started with a file; that takes another start");
        }
        try {
            prepared = watched.prepare(named);
            return List.of();
        } catch (UnusableFileException unusable) {
            return refuse(unusable.getMessage() + "; the file before it still holds");
        }
    }

    private List<Problem> refuse(String sentence) {
        return List.of(new Problem(key, "change", sentence));
    }

    /** The change that was examined last has been made. */
    public void take(SettingsChange change) {
        Runnable other = prepared;
        prepared = null;
        if (other != null) {
            other.run();
        }
        Duration now = interval.apply(change.after().access());
        if (polling != null && !now.equals(interval.apply(change.before().access()))) {
            polling.every(now);
        }
    }
}
