package io.ternmq;

import io.ternmq.console.PagesRehearsed;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Ties the broker's life to the application's. The broker starts when the settings are known and before any bean is made,
 * and its parts become beans; it stops first when the application stops, or when the web parts fail to start.
 *
 * <p>While the build processes the context ahead of time nothing starts: then only bean definitions matter.
 */
final class BrokerStartup
        implements ApplicationContextInitializer<ConfigurableApplicationContext>,
                ApplicationListener<ApplicationEvent>,
                Ordered {
    /** Set by Spring's ahead-of-time processor. */
    private static final String AOT_PROCESSING = "spring.aot.processing";

    private static final long MAX_USED_TO_COLLECT = 512L << 20;

    private static final Logger log = LoggerFactory.getLogger(BrokerStartup.class);

    private final long beganNanos;
    private final LogOutputs logs = new LogOutputs();
    private @Nullable Broker broker;
    private long servingNanos;

    /** @param beganNanos when the program began, by {@link System#nanoTime} */
    BrokerStartup(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /** After Boot's own initializers. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        if (Boolean.getBoolean(AOT_PROCESSING)) {
            return;
        }
        Broker starting = Broker.of(context.getEnvironment());
        broker = starting;
        logs.addSyslog(starting.settings().current().syslog());
        register(starting.parts(), context.getBeanFactory());
        starting.start();
        servingNanos = System.nanoTime();
    }

    private static void register(Map<String, Object> parts, ConfigurableListableBeanFactory beans) {
        parts.forEach((name, part) -> {
            if (beans.containsBeanDefinition(name)) {
                throw new IllegalStateException("Two beans are called " + name);
            }
            beans.registerSingleton(name, part);
        });
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent ready) {
            onReady(ready);
        } else if (event instanceof PagesRehearsed) {
            giveMemoryBack();
        } else if (event instanceof ContextClosedEvent closed) {
            onClosed(closed);
        } else if (event instanceof ApplicationFailedEvent) {
            stop();
        }
    }

    private void onReady(ApplicationReadyEvent ready) {
        if (broker != null) {
            StartupBanner.of(broker, ready.getApplicationContext(), beganNanos, servingNanos)
                    .lines()
                    .forEach(log::info);
            logs.decouple();
        }
    }

    /**
     * Start-up, of which the rehearsal of pages is the end, leaves many times more garbage than it leaves objects. One collection now
     * lets the heap shrink to what an idle broker needs, which at default flags is less than half. Left out when much was loaded,
     * since then it takes long and the memory will be wanted anyway.
     */
    private static void giveMemoryBack() {
        Runtime runtime = Runtime.getRuntime();
        if (runtime.totalMemory() - runtime.freeMemory() <= MAX_USED_TO_COLLECT) {
            System.gc();
        }
    }

    /** Not when a context below the application's closes, whose events come here too. */
    private void onClosed(ContextClosedEvent closed) {
        if (closed.getApplicationContext().getParent() == null) {
            stop();
        }
    }

    private void stop() {
        Broker stopping = broker;
        broker = null;
        if (stopping != null) {
            stopping.close();
            logs.couple();
        }
    }
}
