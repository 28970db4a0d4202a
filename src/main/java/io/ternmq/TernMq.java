package io.ternmq;

import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The broker's entry point. */
@SpringBootApplication
public class TernMq {
    private static final String COMMON_PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";
    private static final String AOT_ENABLED = "spring.aot.enabled";

    /**
     * Starts the broker and returns when it is up; exits with 1, after a line that says why, when it can't start. With arguments for
     * {@link OfflineStore} it does that instead, and exits.
     */
    public static void main(String[] args) {
        long beganNanos = System.nanoTime();
        if (OfflineStore.isMeant(args)) {
            System.exit(OfflineStore.run(args));
        }
        widenCommonPool();
        useGeneratedContext();
        NettyDefaults.apply();
        try {
            application(beganNanos).run(args);
        } catch (AbandonedRunException endOfAheadOfTimeProcessing) {
            throw endOfAheadOfTimeProcessing;
        } catch (RuntimeException reported) {
            System.exit(1);
        }
    }

    /** The application as {@link #main} runs it: an MQTT broker, and beside it the web parts. */
    static SpringApplication application(long beganNanos) {
        SpringApplication application = new SpringApplication(TernMq.class);
        BrokerStartup startup = new BrokerStartup(beganNanos);
        application.addInitializers(startup);
        application.addListeners(startup);
        return application;
    }

    /**
     * On two cores the common pool would have one thread, and then every asynchronous stage of a CompletableFuture that
     * names no executor makes a new thread for itself.
     */
    private static void widenCommonPool() {
        if (System.getProperty(COMMON_PARALLELISM) == null
                && Runtime.getRuntime().availableProcessors() <= 2) {
            System.setProperty(COMMON_PARALLELISM, "2");
        }
    }

    /**
     * Takes the bean definitions that the build generated. Only from a jar: in a directory of classes they may be older
     * than the classes beside them.
     */
    private static void useGeneratedContext() {
        if (System.getProperty(AOT_ENABLED) == null
                && isInJar(TernMq.class.getResource("TernMq__ApplicationContextInitializer.class"))) {
            System.setProperty(AOT_ENABLED, "true");
        }
    }

    private static boolean isInJar(@Nullable URL resource) {
        return resource != null && "jar".equals(resource.getProtocol());
    }
}
