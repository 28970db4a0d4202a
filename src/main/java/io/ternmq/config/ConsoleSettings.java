package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Who gets in at the HTTP port, below {@code ternmq.console}. */
@Section("The console and the HTTP API: log-in, sessions, TLS.")
public record ConsoleSettings(
        @Setting(
                doc =
                        "The password of the account admin when there is no account yet; one is made up and logged once when"
                                + " empty. Either has to be changed at the first log-in.",
                secret = true)
        String adminPassword,

        @Setting(
                doc = "After so long without a request somebody has to log in again.",
                byDefault = "30m",
                min = "1m",
                max = "12h",
                live = true)
        Duration sessionIdle,

        @Setting(
                doc = "After so long somebody has to log in again, whatever they do.",
                byDefault = "12h",
                min = "1m",
                max = "7d",
                live = true)
        Duration sessionLimit,

        @Setting(
                doc = "After so many failed log-ins an account, and likewise an address, has to wait.",
                byDefault = "5",
                min = "1",
                max = "1000",
                live = true)
        int logInFailures,

        @Setting(doc = "Within what time those failures count.", byDefault = "5m", min = "1s", max = "1d", live = true)
        Duration logInWindow,

        @Setting(doc = "For how long it has to wait.", byDefault = "10m", min = "1s", max = "1d", live = true)
        Duration logInLock,

        @Setting(doc = "The largest body of a request.", byDefault = "8MB", min = "64KB", max = "1GB", live = true)
        DataSize maxRequest,

        ConsoleTlsSettings tls) {

    /** TLS of the HTTP port. */
    @Section("TLS of the HTTP port. Without a certificate it speaks plain HTTP; with one it speaks HTTPS only.")
    public record ConsoleTlsSettings(
            @Setting(doc = "The certificate chain, PEM.", vernemq = "listener.https.<name>.certfile") @Nullable
            Path certificate,

            @Setting(doc = "The private key, PEM.", vernemq = "listener.https.<name>.keyfile") @Nullable
            Path key,

            @Setting(doc = "The password of the key.", secret = true)
            String keyPassword,

            @Setting(
                    doc = "How often the files are looked at for changes; 0 never.",
                    byDefault = "10s",
                    min = "0s",
                    max = "1d")
            Duration reloadInterval) {

        /** Whether HTTPS is asked for. */
        public boolean isOn() {
            return certificate != null;
        }
    }
}
