package io.ternmq.store;

import io.ternmq.protocol.Publish;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the store has found at its start. To be asked before clients are served. */
public interface StoreRecovery {
    /**
     * Tells of all sessions, one after the other, on a thread of the store; returns when all have been told. The consumer must not
     * ask the store and wait for the answer.
     */
    void forEachSession(Consumer<? super RecoveredSession> consumer);

    /** Tells of all retained messages with their mountpoints, likewise; expired ones too. */
    void forEachRetained(BiConsumer<String, ? super Publish> consumer);

    /** New sessions get numbers above it. */
    long highestSession();

    /** Positions that are given from now on are above it. */
    long highestPosition();

    /** How often this store has been opened, this time included. */
    long epoch();

    /** What was found damaged or lost. */
    List<StoreProblem> problems();

    /** Of a store that keeps nothing. */
    StoreRecovery NOTHING = new StoreRecovery() {
        @Override
        public void forEachSession(Consumer<? super RecoveredSession> consumer) {
            // There are none.
        }

        @Override
        public void forEachRetained(BiConsumer<String, ? super Publish> consumer) {
            // There are none.
        }

        @Override
        public long highestSession() {
            return 0;
        }

        @Override
        public long highestPosition() {
            return 0;
        }

        @Override
        public long epoch() {
            return 0;
        }

        @Override
        public List<StoreProblem> problems() {
            return List.of();
        }
    };
}
