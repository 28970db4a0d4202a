package io.ternmq.admin.publish;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as a program gives it, and as whom it is to be published. What is null was not given.
 *
 * @param payload as text; not together with the next
 * @param payloadBase64 as bytes
 * @param qos 0 to 2; 0 when not given
 * @param correlationData in Base64
 * @param messageExpiry in seconds
 * @param payloadFormat 1 for UTF-8, 0 for bytes
 * @param userProperties in their order, names more than once if so wished
 * @param clientId as which client; one that names the asker when not given
 * @param password never kept, never logged
 * @param listener by whose sources and in whose mountpoint; {@code default} when not given
 */
public record PublishInput(
        @Nullable String topic,
        @Nullable String payload,
        @Nullable String payloadBase64,
        @Nullable Integer qos,
        @Nullable Boolean retain,
        @Nullable String contentType,
        @Nullable String responseTopic,
        @Nullable String correlationData,
        @Nullable Long messageExpiry,
        @Nullable Integer payloadFormat,
        @Nullable List<Pair> userProperties,
        @Nullable String clientId,
        @Nullable String user,
        @Nullable String password,
        @Nullable String listener) {

    /** A user property. */
    public record Pair(@Nullable String name, @Nullable String value) {}

    /** Without payload and password. */
    @Override
    public String toString() {
        return "PublishInput[" + topic + "]";
    }
}
