package io.ternmq.session;

/** How short of memory the node is, as sessions need to know it; transport watches the memory. */
@FunctionalInterface
public interface MemoryPressure {
    /** Enough memory, always. */
    MemoryPressure NONE = () -> false;

    /**
     * Whether QoS 0 messages are to be dropped at once when their receiver doesn't keep up, instead of being queued. From any
     * thread; a plain read of a field.
     */
    boolean dropsQos0ToSlowReceivers();
}
