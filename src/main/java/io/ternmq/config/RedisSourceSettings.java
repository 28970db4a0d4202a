package io.ternmq.config;

/** Redis with VerneMQ's keys. */
@Section("Redis with VerneMQ's users and ACLs: source `redis`.")
public record RedisSourceSettings(
        @Setting(doc = "Whether it is asked.", byDefault = "false", vernemq = "vmq_diversity.auth_redis.enabled")
        boolean enabled,

        @Setting(doc = "The host it runs on.", byDefault = "localhost", vernemq = "vmq_diversity.redis.host")
        String host,

        @Setting(
                doc = "The port it listens on.",
                byDefault = "6379",
                min = "1",
                max = "65535",
                vernemq = "vmq_diversity.redis.port")
        int port,

        @Setting(doc = "As whom to log in; the default user when empty.", vernemq = "vmq_diversity.redis.user")
        String user,

        @Setting(doc = "With which password; none when empty.", secret = true, vernemq = "vmq_diversity.redis.password")
        String password,

        @Setting(
                doc = "The number of the database.",
                byDefault = "0",
                min = "0",
                max = "65535",
                vernemq = "vmq_diversity.redis.database")
        int database,

        @Setting(doc = "Whether TLS is used; VerneMQ can't.", byDefault = "false")
        boolean ssl,

        @VerneMqNames({}) ClientTlsSettings tls) {}
