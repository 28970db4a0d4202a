package io.ternmq.access.file;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.Shown;
import io.ternmq.access.SlowPasswords;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A password file in VerneMQ's format as a source of users, with lines for SCRAM beside VerneMQ's. Says NEXT without user
 * name or password and for unknown users. Thread safe; {@link #poll()} by one thread at a time.
 */
public final class PasswordFile implements ScramCredentials, ReplaceableFile {
    /** What settings and explanations call it. */
    public static final String NAME = "password-file";

    private final WatchedFile<PasswordTable> file;
    private final Executor slowChecks;

    /**
     * @param slowChecks where checks run that are slow on purpose; may refuse when there are too many
     * @throws io.ternmq.config.StartupException when the file isn't there or can't be understood
     */
    public PasswordFile(Path path, EventBus events, Executor slowChecks) {
        this.slowChecks = slowChecks;
        this.file = new WatchedFile<>(
                "ternmq.access.password-file", NAME, path, true, PasswordTable::parse, events, table -> {});
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        return file.health();
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        String userName = request.userName();
        byte[] password = request.password();
        if (userName == null || password == null) {
            answer.accept(Answer.next(userName == null ? "no user name was given" : "no password was given"));
            return;
        }
        PasswordTable table = file.content();
        PasswordHash known = table.find(userName);
        PasswordHash checked = known == null ? table.standInFor(userName) : known;
        if (!checked.isSlow()) {
            answer.accept(judge(userName, checked.verify(password), known != null));
            return;
        }
        SlowPasswords.check(slowChecks, () -> judge(userName, checked.verify(password), known != null), answer);
    }

    private Answer judge(String userName, boolean right, boolean known) {
        String user = "user " + Shown.quoted(userName);
        if (!known) {
            return Answer.next(file.path() + " has no " + user);
        }
        return right
                ? Answer.ok(user + " has this password in " + file.path())
                : Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, user + " has another password in " + file.path());
    }

    @Override
    public void findScramKeys(String userName, Consumer<@Nullable ScramKeys> answer) {
        answer.accept(file.content().find(userName) instanceof ScramKeys keys ? keys : null);
    }

    @Override
    public int iterationsOfUnknown(String userName) {
        return file.content().scramStandInFor(userName);
    }

    @Override
    public boolean poll() {
        return file.poll();
    }

    @Override
    public Runnable prepare(Path other) throws UnusableFileException {
        WatchedFile.Reading<PasswordTable> read = file.read(other);
        return () -> file.follow(read);
    }
}
