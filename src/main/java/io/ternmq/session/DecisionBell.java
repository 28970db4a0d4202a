package io.ternmq.session;

import io.ternmq.routing.Loop;

/**
 * Rings when a decision that a connection waits for has been made: on any thread it is told so, on the loop it tells the
 * listener, which is the connect flow first and the attached session later.
 */
final class DecisionBell implements Runnable {
    private final Loop loop;
    private Runnable listener;

    DecisionBell(Loop loop, Runnable listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** From now on the listener is told; on the loop. */
    void listener(Runnable next) {
        listener = next;
    }

    @Override
    public void run() {
        loop.execute(() -> listener.run());
    }
}
