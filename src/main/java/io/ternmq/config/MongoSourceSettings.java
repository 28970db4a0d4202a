package io.ternmq.config;

/** MongoDB with VerneMQ's collection. */
@Section("MongoDB with VerneMQ's collection `vmq_acl_auth`: source `mongodb`.")
public record MongoSourceSettings(
        @Setting(doc = "Whether it is asked.", byDefault = "false", vernemq = "vmq_diversity.auth_mongodb.enabled")
        boolean enabled,

        @Setting(doc = "The host it runs on.", byDefault = "localhost", vernemq = "vmq_diversity.mongodb.host")
        String host,

        @Setting(
                doc = "The port it listens on.",
                byDefault = "27017",
                min = "1",
                max = "65535",
                vernemq = "vmq_diversity.mongodb.port")
        int port,

        @Setting(
                doc = "A name whose SRV record in the DNS tells the hosts; host and port don't count then.",
                vernemq = "vmq_diversity.mongodb.srv")
        String srv,

        @Setting(doc = "As whom to log in; nobody when empty.", vernemq = "vmq_diversity.mongodb.login")
        String login,

        @Setting(doc = "With which password.", secret = true, vernemq = "vmq_diversity.mongodb.password")
        String password,

        @Setting(
                doc = "The name of the database.",
                byDefault = "vernemq_db",
                vernemq = "vmq_diversity.mongodb.database")
        String database,

        @Setting(
                doc = "The database that knows the login.",
                byDefault = "admin",
                vernemq = "vmq_diversity.mongodb.auth_source")
        String authSource,

        @Setting(
                doc = "How many connections there may be to each host.",
                byDefault = "5",
                min = "1",
                max = "1000",
                vernemq = "vmq_diversity.mongodb.pool_size")
        int poolSize,

        @Setting(
                doc = "Which members of a replica set are asked.",
                byDefault = "primaryPreferred",
                choices = {"primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"},
                vernemq = "vmq_diversity.mongodb.read_preference")
        String readPreference,

        @Setting(doc = "Whether TLS is used.", byDefault = "false", vernemq = "vmq_diversity.mongodb.ssl")
        boolean ssl,

        ClientTlsSettings tls) {}
