package io.ternmq.access.verne;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A database with users and ACLs in one of VerneMQ's forms. Thread safe; nothing waits; its answers come on threads of its driver. */
interface Database extends AutoCloseable {
    /** As settings and explanations call it. */
    String name();

    /**
     * What there is of somebody: at most one row for the client id and one for all of them.
     *
     * @param password for a database that checks it itself; null when it needn't be checked
     */
    Mono<List<Row>> find(Identity who, @Nullable String password);

    /** Whether it gives hashes to be checked instead of checking passwords itself. */
    boolean leavesPasswordsToUs();

    /** Something that works when the database does. */
    Mono<?> ping();

    /** Failures that say nothing against the database. */
    default Predicate<Throwable> blameless() {
        return failure -> false;
    }

    @Override
    void close();
}
