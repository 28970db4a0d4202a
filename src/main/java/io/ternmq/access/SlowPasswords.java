package io.ternmq.access;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.protocol.ReasonCode;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Passwords that are slow to check, on purpose. */
public final class SlowPasswords {
    private SlowPasswords() {}

    /**
     * Has a password checked where such checks run, and the answer given from there; "server busy" at once when too many wait.
     *
     * @param checks may refuse
     */
    public static void check(Executor checks, Supplier<Answer> judge, Consumer<Answer> answer) {
        try {
            checks.execute(() -> answer.accept(judge.get()));
        } catch (RejectedExecutionException full) {
            answer.accept(Answer.reject(ReasonCode.SERVER_BUSY, "too many passwords wait to be checked"));
        }
    }
}
