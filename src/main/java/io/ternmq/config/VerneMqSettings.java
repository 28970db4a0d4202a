package io.ternmq.config;

import java.time.Duration;

/** Databases with VerneMQ's users and ACLs, below {@code ternmq.access.vernemq}. */
@Section("Users and ACLs in databases as VerneMQ keeps them, see [access.md](access.md#vernemqs-databases).")
public record VerneMqSettings(
        @Setting(
                doc =
                        "How often the ACL of each connected client is read anew, so that a right that is taken back ends; 0 never,"
                                + " as in VerneMQ. The questions are spread over the time.",
                byDefault = "30s",
                min = "0s",
                max = "1d")
        Duration renewInterval,

        @Setting(
                doc = "For how long a database may take to answer; then the client is refused.",
                byDefault = "5s",
                min = "100ms",
                max = "1m")
        Duration timeLimit,

        @Setting(
                doc = "How many questions to one database may be under way; further clients are refused as busy.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int maxUnderWay,

        @VerneMqNames("postgres") SqlSourceSettings postgres,
        @VerneMqNames("cockroachdb") SqlSourceSettings cockroachdb,

        @VerneMqNames(
                value = {"mysql", "mysql2"},
                tls = "mysql2")
        SqlSourceSettings mysql,

        @VerneMqNames("redis") RedisSourceSettings redis,
        @VerneMqNames("mongodb") MongoSourceSettings mongodb) {}
