package io.ternmq.api;

import io.ternmq.admin.NodeHealth;
import io.ternmq.admin.NodeReports;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Actuator's view of the listeners; part of the readiness group, so that a balancer sends nobody to a node that is closed. */
@Component("listeners")
class ListenersHealth implements HealthIndicator {
    private final NodeReports reports;

    ListenersHealth(NodeReports reports) {
        this.reports = reports;
    }

    @Override
    public Health health() {
        NodeHealth health = reports.listenerHealth();
        return health.isGood()
                ? Health.up().build()
                : Health.down().withDetail("reasons", health.concerns()).build();
    }
}
