package io.ternmq.conformance.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Stops the brokers that tests share after the last test of the JVM. */
public final class BrokerExtension implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(BrokerExtension.class))
                .computeIfAbsent("brokers", key -> (AutoCloseable) BrokerUnderTest::stopAll, AutoCloseable.class);
    }
}
