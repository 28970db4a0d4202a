package io.ternmq.gate;

import io.ternmq.config.ConsoleSettings.ConsoleTlsSettings;
import io.ternmq.config.Settings;
import io.ternmq.config.StartupException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * TLS of the HTTP port, when the settings name a certificate. Its files are looked at from time to time, and what they hold then is for
 * new connections; those that are open stay as they are. Files that are not good are told in the log, and what was there goes on.
 */
@Component
class Https
        implements SslBundleRegistrar,
                WebServerFactoryCustomizer<NettyReactiveWebServerFactory>,
                Ordered,
                DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Https.class);
    private static final String BUNDLE = "ternmq-console";

    private final ConsoleTlsSettings tls;
    private Disposable watching = Disposables.disposed();
    /** What was read last, good or not, so that each is told once. Only of the thread that looks. */
    private HttpsCertificate.@Nullable Content seen;

    Https(Settings settings) {
        this.tls = settings.current().console().tls();
    }

    /** After Boot's own, which takes what {@code server.ssl} says. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void registerBundles(SslBundleRegistry registry) {
        if (!tls.isOn()) {
            return;
        }
        HttpsCertificate certificate = new HttpsCertificate(tls);
        try {
            HttpsCertificate.Content content = certificate.content();
            seen = content;
            registry.registerBundle(BUNDLE, certificate.bundle(content));
        } catch (IOException unreadable) {
            throw new StartupException(
                    "the certificate or key of the HTTP port can't be read: " + unreadable.getMessage(), unreadable);
        }
        Duration interval = tls.reloadInterval();
        if (!interval.isZero()) {
            watching = Flux.interval(interval, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .subscribe(tick -> reload(registry, certificate));
        }
    }

    private void reload(SslBundleRegistry registry, HttpsCertificate certificate) {
        try {
            HttpsCertificate.Content content = certificate.content();
            if (!content.equals(seen)) {
                seen = content;
                registry.updateBundle(BUNDLE, certificate.bundle(content));
                log.info("The HTTP port has a new certificate");
            }
        } catch (IOException | RuntimeException bad) {
            log.error("The HTTP port keeps its certificate: {}", bad.getMessage());
        }
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        if (tls.isOn()) {
            factory.setSsl(Ssl.forBundle(BUNDLE));
        }
    }

    @Override
    public void destroy() {
        watching.dispose();
    }
}
