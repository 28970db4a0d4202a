package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A web server as a source of users and rights, below {@code ternmq.access.http}. */
@Section(
        "A web server as a source of users and rights: source `http`, see [access.md](access.md#http). It is asked when one of the URLs"
                + " is set.")
public record HttpAccessSettings(
        @Setting(doc = "Where to ask who may connect.") String connectUrl,

        @Setting(doc = "Where to ask who may publish; the server isn't asked when empty.")
        String publishUrl,

        @Setting(doc = "Where to ask who may subscribe; the server isn't asked when empty.")
        String subscribeUrl,

        @Setting(
                doc = "Headers of each request, each as name: value; for instance Authorization: Bearer and a secret.",
                secret = true)
        List<String> headers,

        @Setting(doc = "Authorities that may vouch for the server, PEM; those that Java knows when empty.") @Nullable
        Path authorities,

        @Setting(doc = "For how long an answer may take.", byDefault = "5s", min = "100ms", max = "1m")
        Duration timeLimit,

        @Setting(
                doc = "How many questions may be under way; further ones are refused as busy.",
                byDefault = "256",
                min = "1",
                max = "100000")
        int maxUnderWay) {

    public boolean isSet() {
        return authenticates() || authorizes();
    }

    public boolean authenticates() {
        return !connectUrl.isEmpty();
    }

    public boolean authorizes() {
        return !publishUrl.isEmpty() || !subscribeUrl.isEmpty();
    }
}
