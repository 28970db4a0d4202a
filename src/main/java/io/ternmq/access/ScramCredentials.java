package io.ternmq.access;

import io.ternmq.access.password.ScramKeys;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An authentication source that keeps what SCRAM-SHA-256 needs. */
public interface ScramCredentials extends AuthenticationSource {
    /** Looks a user up; never waits. Answers exactly once, on any thread; null when the user isn't known here for SCRAM. */
    void findScramKeys(String userName, Consumer<@Nullable ScramKeys> answer);

    /**
     * How many iterations to tell of a user that isn't known, always as many for the same name, so that nobody learns from it
     * which names there are.
     */
    default int iterationsOfUnknown(String userName) {
        return ScramKeys.DEFAULT_ITERATIONS;
    }
}
