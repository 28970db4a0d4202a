package io.ternmq.conformance.harness;

import java.util.List;

/** A broker that was started for tests and how it runs. */
interface RunningBroker extends AutoCloseable {

    /** Errors and stack traces that the broker has logged since its start. */
    List<String> loggedErrors();

    /** The latest lines of the log. */
    List<String> logged();

    /** Whether the broker still runs; when it does not, its last words. */
    String deathNote();

    /** Bytes of heap and pooled direct memory in use after a full garbage collection. */
    long memoryInUse();

    /** Stops the broker as an operator would. */
    @Override
    void close();
}
