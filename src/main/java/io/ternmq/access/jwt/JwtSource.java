package io.ternmq.access.jwt;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.EnhancedSource;
import io.ternmq.access.Shown;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.file.FilePolling;
import io.ternmq.access.file.WatchedFile;
import io.ternmq.access.jwt.Judgement.Good;
import io.ternmq.access.jwt.Judgement.Refused;
import io.ternmq.access.outside.AclList;
import io.ternmq.config.JwtSettings;
import io.ternmq.config.JwtSettings.TokenPlace;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON Web Tokens as a source of users. Says NEXT to what has no token where one should be; a token that isn't good is a no.
 * Thread safe.
 */
public final class JwtSource implements EnhancedSource, AutoCloseable {
    /** What settings and explanations call it. */
    public static final String NAME = "jwt";

    private final JwtSettings settings;
    private final List<WatchedKeys> files = new ArrayList<>();
    private final @Nullable FetchedKeys fetched;
    private final ScheduledExecutorService background;
    private final TokenJudge judge;

    /**
     * Reads the keys that are in files.
     *
     * @param slowChecks where signatures with public keys are checked; may refuse when there are too many
     * @param background for files, with one thread
     * @param timer for what is never slow
     * @throws io.ternmq.config.StartupException when a file isn't there or can't be understood, or a setting is wrong
     */
    public JwtSource(
            JwtSettings settings,
            EventBus events,
            Executor slowChecks,
            ScheduledExecutorService background,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.settings = settings;
        this.background = background;
        if (settings.tokenFrom() == TokenPlace.USER_NAME
                && settings.userNameClaim().isEmpty()) {
            throw new StartupException(
                    "ternmq.access.jwt.user-name-claim is empty, so that clients would be called by their tokens");
        }
        List<KeySource> keys = new ArrayList<>();
        watch("secret-file", settings.secretFile(), true, KeyFiles::secret, events);
        watch("public-key-file", settings.publicKeyFile(), false, KeyFiles::publicKeys, events);
        watch("jwks-file", settings.jwksFile(), true, KeyFiles::jwks, events);
        keys.addAll(files);
        this.fetched = settings.jwksUrl().isEmpty() ? null : new FetchedKeys(settings, events, timer);
        if (fetched != null) {
            keys.add(fetched);
        }
        this.judge = new TokenJudge(settings, List.copyOf(keys), slowChecks, clock);
    }

    private void watch(
            String setting, @Nullable Path path, boolean secret, WatchedFile.Parser<KeySet> parser, EventBus events) {
        if (path != null) {
            files.add(new WatchedKeys(setting, path, secret, parser, events));
        }
    }

    /** Begins to look at the files and to fetch keys. */
    public void start() {
        Duration interval = settings.reloadInterval();
        files.forEach(file -> FilePolling.start(background, file, interval));
        if (fetched != null) {
            fetched.start();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        if (fetched != null) {
            return fetched.health();
        }
        return files.stream()
                .map(WatchedKeys::health)
                .filter(health -> health.state() != SourceHealth.State.UP)
                .findFirst()
                .orElseGet(EnhancedSource.super::health);
    }

    @Override
    public EnhancedAuthenticator method() {
        return new JwtMethod(this::judge);
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        String token = tokenOf(request);
        if (token == null) {
            answer.accept(Answer.next("the " + place() + " is no token"));
        } else {
            judge(token, request, answer);
        }
    }

    private String place() {
        return settings.tokenFrom() == TokenPlace.PASSWORD ? "password" : "user name";
    }

    private @Nullable String tokenOf(AuthenticationRequest request) {
        byte[] password = request.password();
        String given = settings.tokenFrom() == TokenPlace.USER_NAME
                ? request.userName()
                : password == null ? null : new String(password, StandardCharsets.ISO_8859_1);
        return given != null && Shown.isToken(given) ? given : null;
    }

    private void judge(String token, AuthenticationRequest request, Consumer<Answer> answer) {
        judge.judge(token, request, judgement -> answer.accept(answerOf(judgement, request)));
    }

    private static Answer answerOf(Judgement judgement, AuthenticationRequest request) {
        if (judgement instanceof Refused refused) {
            return Answer.reject(refused.reasonCode(), refused.rule()).told(refused.forClient());
        }
        Good good = (Good) judgement;
        String userName = good.userName() == null ? request.userName() : good.userName();
        SubscriberId id = good.clientId() == null
                ? request.id()
                : new SubscriberId(request.id().mountpoint(), good.clientId());
        Answer admitted =
                Answer.ok(good.rule()).as(id, userName).in(good.groups()).until(good.endsAtMillis());
        if (good.acl() == null) {
            return admitted;
        }
        try {
            return admitted.granting(AclList.parse(NAME, good.acl(), id, userName));
        } catch (IllegalArgumentException wrong) {
            return Answer.reject(
                    ReasonCode.NOT_AUTHORIZED, good.rule() + ", but its claim of rights " + wrong.getMessage());
        }
    }

    @Override
    public void close() {
        if (fetched != null) {
            fetched.close();
        }
    }
}
