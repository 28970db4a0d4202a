package io.ternmq.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Somebody;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.Asking;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Sources of tokens with keys in files of their own, and what they are asked. */
abstract class JwtFixture {
    static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.US_ASCII);
    static final RSAKey RSA = Tokens.rsa("rsa-1");

    @TempDir
    Path folder;

    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor();
    final EventBus events = new EventBus();
    Executor slowChecks = Runnable::run;

    @AfterEach
    void end() {
        background.shutdownNow();
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JwtSource source(String... keysAndValues) {
        JwtSource source = new JwtSource(
                Asking.settings(keysAndValues).jwt(),
                events,
                slowChecks,
                background,
                background,
                InstantSource.system());
        source.start();
        return source;
    }

    /** With the secret, and these settings besides. */
    JwtSource ofSecret(String... more) {
        return with("jwt.secret-file", write("secret", Tokens.SECRET + "\n"), more);
    }

    JwtSource ofPublicKey(PublicKey key, String... more) {
        return with("jwt.public-key-file", write("public.pem", Tokens.pem(key)), more);
    }

    JwtSource with(String setting, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(setting, file.toString()));
        all.addAll(List.of(more));
        return source(all.toArray(String[]::new));
    }

    static Answer ask(JwtSource source, String token) {
        return Asking.ask(source, Somebody.elsewhere().as("whoever", token));
    }

    static void refused(Answer answer, String because) {
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(answer.reasonCode()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThat(answer.rule()).contains(because).doesNotContain("eyJ");
    }

    static Date inSeconds(long seconds) {
        return new Date(System.currentTimeMillis() + seconds * 1000);
    }
}
