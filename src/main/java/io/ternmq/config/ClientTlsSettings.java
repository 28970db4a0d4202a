package io.ternmq.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS towards a server that the broker asks. */
@Section("TLS on the way to it.")
public record ClientTlsSettings(
        @Setting(
                doc = "Authorities that may vouch for the server, PEM; those that Java knows when empty.",
                vernemq = "vmq_diversity.<tls>.cafile")
        @Nullable
        Path cafile,

        @Setting(doc = "The broker's own certificate, PEM.", vernemq = "vmq_diversity.<tls>.certfile") @Nullable
        Path certfile,

        @Setting(doc = "Its key, PEM, without a password.", vernemq = "vmq_diversity.<tls>.keyfile") @Nullable
        Path keyfile,

        @Setting(
                doc = "Whether the server's certificate and its name are checked: verify_peer or verify_none.",
                byDefault = "verify_peer",
                vernemq = "vmq_diversity.<tls>.ssl.verify")
        Verify verify) {

    /** Whether a certificate is checked. */
    public enum Verify {
        VERIFY_PEER,
        VERIFY_NONE
    }
}
