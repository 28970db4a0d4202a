package io.ternmq.protocol.codec;

/**
 * What a decoder accepts of one connection. Immutable and shared by all connections of a listener.
 *
 * @param role which end reads
 * @param maxPacketBytes longest whole packet once the version is known; up to {@link Varint#MAX_PACKET_BYTES}
 * @param maxConnectBytes longest whole packet before CONNECT has been accepted
 * @param maxTopicLevels most levels of a topic name and of a filter without its share prefix
 * @param maxTopicBytes longest topic name, topic filter or response topic, in bytes of UTF-8
 * @param maxFilters most filters in one SUBSCRIBE or UNSUBSCRIBE
 * @param maxStringBytes longest other string, in bytes of UTF-8
 * @param maxUserProperties most user properties of one packet
 * @param maxUserPropertyBytes most bytes of all names and values of the user properties of one packet
 * @param verifyPayloadFormat whether a payload that is said to be UTF-8 is checked to be so
 */
public record CodecLimits(
        Role role,
        int maxPacketBytes,
        int maxConnectBytes,
        int maxTopicLevels,
        int maxTopicBytes,
        int maxFilters,
        int maxStringBytes,
        int maxUserProperties,
        int maxUserPropertyBytes,
        boolean verifyPayloadFormat) {

    /** All that MQTT itself allows, with a CONNECT of up to 64 KB. */
    public static CodecLimits widest(Role role) {
        return new Builder(role).build();
    }

    public static Builder builder(Role role) {
        return new Builder(role);
    }

    /** These limits to begin with. */
    public Builder change() {
        Builder builder = new Builder(role);
        builder.maxPacketBytes = maxPacketBytes;
        builder.maxConnectBytes = maxConnectBytes;
        builder.maxTopicLevels = maxTopicLevels;
        builder.maxTopicBytes = maxTopicBytes;
        builder.maxFilters = maxFilters;
        builder.maxStringBytes = maxStringBytes;
        builder.maxUserProperties = maxUserProperties;
        builder.maxUserPropertyBytes = maxUserPropertyBytes;
        builder.verifyPayloadFormat = verifyPayloadFormat;
        return builder;
    }

    /** Begins with what MQTT allows. */
    public static final class Builder {
        private final Role role;
        private int maxPacketBytes = Varint.MAX_PACKET_BYTES;
        private int maxConnectBytes = 64 * 1024;
        private int maxTopicLevels = 65536;
        private int maxTopicBytes = 65535;
        private int maxFilters = Integer.MAX_VALUE;
        private int maxStringBytes = 65535;
        private int maxUserProperties = Integer.MAX_VALUE;
        private int maxUserPropertyBytes = Integer.MAX_VALUE;
        private boolean verifyPayloadFormat = true;

        private Builder(Role role) {
            this.role = role;
        }

        public Builder maxPacketBytes(int bytes) {
            maxPacketBytes = bytes;
            return this;
        }

        public Builder maxConnectBytes(int bytes) {
            maxConnectBytes = bytes;
            return this;
        }

        public Builder maxTopicLevels(int levels) {
            maxTopicLevels = levels;
            return this;
        }

        public Builder maxTopicBytes(int bytes) {
            maxTopicBytes = bytes;
            return this;
        }

        public Builder maxFilters(int filters) {
            maxFilters = filters;
            return this;
        }

        public Builder maxStringBytes(int bytes) {
            maxStringBytes = bytes;
            return this;
        }

        public Builder maxUserProperties(int properties) {
            maxUserProperties = properties;
            return this;
        }

        public Builder maxUserPropertyBytes(int bytes) {
            maxUserPropertyBytes = bytes;
            return this;
        }

        public Builder verifyPayloadFormat(boolean verify) {
            verifyPayloadFormat = verify;
            return this;
        }

        public CodecLimits build() {
            return new CodecLimits(
                    role,
                    maxPacketBytes,
                    maxConnectBytes,
                    maxTopicLevels,
                    maxTopicBytes,
                    maxFilters,
                    maxStringBytes,
                    maxUserProperties,
                    maxUserPropertyBytes,
                    verifyPayloadFormat);
        }
    }
}
