package io.ternmq;

import org.springframework.context.ConfigurableApplicationContext;

/** Runs the whole application in the test's JVM, as {@link TernMq#main} does but without exiting when it fails. */
public final class TestApplication {

    private TestApplication() {}

    /** Starts the application; closing the context stops it. */
    public static ConfigurableApplicationContext run(String... arguments) {
        return TernMq.application(System.nanoTime()).run(arguments);
    }
}
