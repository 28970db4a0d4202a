package io.ternmq.access.jwt;

import com.nimbusds.jose.JWSHeader;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.file.PolledFile;
import io.ternmq.access.file.WatchedFile;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Keys in a file that is read again when it has changed. Thread safe; {@link #poll} by one thread at a time. */
final class WatchedKeys implements KeySource, PolledFile {
    private final WatchedFile<KeySet> file;

    /**
     * @param setting the last part of the setting that names the file
     * @param secret whether nobody else on the machine should read it
     * @throws io.ternmq.config.StartupException when the file isn't there or can't be understood
     */
    WatchedKeys(String setting, Path path, boolean secret, WatchedFile.Parser<KeySet> parser, EventBus events) {
        this.file = new WatchedFile<>(
                "ternmq.access.jwt." + setting, "jwt-" + setting, path, secret, parser, events, keys -> {});
    }

    @Override
    public void find(JWSHeader header, Consumer<Found> answer) {
        answer.accept(new Found(file.content().candidates(header), file.path().toString()));
    }

    SourceHealth health() {
        return file.health();
    }

    @Override
    public boolean poll() {
        return file.poll();
    }
}
