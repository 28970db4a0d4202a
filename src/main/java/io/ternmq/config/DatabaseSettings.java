package io.ternmq.config;

import java.time.Duration;

/** Where users, rules and all that the console manages are kept, below {@code ternmq.access.database}. */
@Section(
        "Where users, rules and all else that is managed at run time are kept. By default in a file of this node; nodes that"
                + " share their users and rules share a database. The tables are made by the broker.")
public record DatabaseSettings(
        @Setting(
                doc = "The database: `r2dbc:postgresql://host:5432/name`, `r2dbc:mariadb://host:3306/name` or"
                        + " `r2dbc:mysql://host:3306/name`, with the driver's options after a question mark. Empty for the file"
                        + " `ternmq.mv.db` in the data directory.")
        String url,

        @Setting(doc = "The database's user.") String user,

        @Setting(doc = "The database's password.", secret = true)
        String password,

        @Setting(doc = "How many connections there are at most.", byDefault = "8", min = "1", max = "1000")
        int poolSize,

        @Setting(
                doc = "How long the database may take for one question; then whoever asked is refused.",
                byDefault = "3s",
                min = "100ms",
                max = "1m")
        Duration timeLimit,

        @Setting(
                doc =
                        "How often the database is asked what other nodes have changed. PostgreSQL tells it besides at once.",
                byDefault = "1s",
                min = "100ms",
                max = "1h")
        Duration pollInterval,

        @Setting(
                doc = "For how long it is kept who has changed what (the console's page Audit).",
                byDefault = "365d",
                min = "1h",
                max = "36500d")
        Duration auditExpiry,

        @Setting(
                doc = "How many entries of that are kept at most; the oldest go first.",
                byDefault = "100000",
                min = "1",
                max = "100000000")
        int auditKept) {}
