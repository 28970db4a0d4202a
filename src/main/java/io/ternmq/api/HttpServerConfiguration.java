package io.ternmq.api;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** HTTP has event loops of its own, few, so that no page and no scrape ever takes time on a loop of MQTT's. */
@Configuration(proxyBeanMethods = false)
class HttpServerConfiguration {
    private static final int LOOPS = 2;
    /** The web server has ended its requests before the loops are stopped, so that there is nothing to wait for. */
    private static final Duration QUIET = Duration.ZERO;

    @Bean
    ReactorResourceFactory httpLoops() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(QUIET);
        resources.setLoopResourcesSupplier(() -> LoopResources.create("ternmq-http", LOOPS, true));
        return resources;
    }
}
