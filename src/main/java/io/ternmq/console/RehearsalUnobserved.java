package io.ternmq.console;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Nobody has made a {@link RehearsedRequest}: no metric and no trace of requests knows of it. */
@Component
class RehearsalUnobserved implements ObservationPredicate {
    @Override
    public boolean test(String name, Observation.Context context) {
        return !(context instanceof ServerRequestObservationContext request
                && request.getCarrier() instanceof RehearsedRequest);
    }
}
