package io.ternmq.conformance.harness;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs broker tests only when asked for ({@code -Dternmq.broker.tests=true}, a jar or an external broker), and stops the
 * shared brokers after the last test of the JVM.
 */
public final class BrokerExtension implements ExecutionCondition, BeforeAllCallback {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean wanted = !System.getProperty("ternmq.broker.tests", "false").equals("false")
                || System.getProperty("ternmq.test.jar") != null
                || System.getProperty("ternmq.jar") != null
                || BrokerUnderTest.isExternal();
        return wanted
                ? ConditionEvaluationResult.enabled("broker tests are switched on")
                : ConditionEvaluationResult.disabled("broker tests are off; switch on with -Dternmq.broker.tests=true");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(BrokerExtension.class))
                .computeIfAbsent("brokers", key -> (AutoCloseable) BrokerUnderTest::stopAll, AutoCloseable.class);
    }
}
