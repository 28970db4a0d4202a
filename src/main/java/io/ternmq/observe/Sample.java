package io.ternmq.observe;

/**
 * One second in the life of the node.
 *
 * @param atMillis when the second ended, wall clock
 * @param connects CONNECT packets received per second
 * @param refused connections refused per second
 * @param messagesIn PUBLISH packets received per second
 * @param messagesOut PUBLISH packets sent per second
 * @param dropped messages not delivered per second, whatever the reason
 * @param bytesIn bytes received per second
 * @param bytesOut bytes sent per second
 * @param online sessions with a client connected
 * @param offline sessions that wait for their client
 * @param loopDelayMicros how long a task waited on the slowest event loop
 */
public record Sample(
        long atMillis,
        double connects,
        double refused,
        double messagesIn,
        double messagesOut,
        double dropped,
        double bytesIn,
        double bytesOut,
        int online,
        int offline,
        long subscriptions,
        long retained,
        long queued,
        long loopDelayMicros) {}
