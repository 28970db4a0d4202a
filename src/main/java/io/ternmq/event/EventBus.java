package io.ternmq.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from whoever knows to whoever wants to know. Publishing calls the listeners on the publisher's thread,
 * which is mostly an event loop: a listener must not wait, and takes what is slow to a thread of its own. A listener that
 * throws is logged and harms nobody else. Thread safe.
 */
public final class EventBus {
    private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

    private final List<Registration<?>> registrations = new CopyOnWriteArrayList<>();

    private record Registration<E extends BrokerEvent>(Class<E> type, Consumer<? super E> listener) {
        void offer(BrokerEvent event) {
            if (type.isInstance(event)) {
                listener.accept(type.cast(event));
            }
        }
    }

    /** Takes the listener off the bus again. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls the listener for each event of the type, {@code BrokerEvent} itself standing for all. */
    public <E extends BrokerEvent> Subscription subscribe(Class<E> type, Consumer<? super E> listener) {
        Registration<E> registration = new Registration<>(type, listener);
        registrations.add(registration);
        return () -> registrations.remove(registration);
    }

    /** Whether anybody would be told of such an event; lets frequent events not even be made. */
    public boolean wants(Class<? extends BrokerEvent> type) {
        for (Registration<?> registration : registrations) {
            if (registration.type().isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    public void publish(BrokerEvent event) {
        for (Registration<?> registration : registrations) {
            try {
                registration.offer(event);
            } catch (RuntimeException e) {
                LOG.error("A listener failed on {}", event.getClass().getSimpleName(), e);
            }
        }
    }
}
