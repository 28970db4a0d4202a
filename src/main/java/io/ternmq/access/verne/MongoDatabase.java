package io.ternmq.access.verne;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.ternmq.config.MongoSourceSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The collection {@code vmq_acl_auth} of a MongoDB. */
final class MongoDatabase implements Database {
    /** What settings and explanations call it. */
    static final String NAME = "mongodb";

    private static final String COLLECTION = "vmq_acl_auth";

    private final MongoClient client;
    private final String database;
    private final MongoCollection<Document> rows;

    /** @param key what the settings' keys begin with */
    MongoDatabase(String key, MongoSourceSettings settings, Duration timeLimit) {
        this.client = MongoClients.create(options(key, settings, timeLimit));
        this.database = settings.database();
        this.rows = client.getDatabase(database).getCollection(COLLECTION);
    }

    private static MongoClientSettings options(String key, MongoSourceSettings settings, Duration timeLimit) {
        int millis = Math.toIntExact(timeLimit.toMillis());
        MongoClientSettings.Builder options = MongoClientSettings.builder()
                .applicationName("ternmq")
                .retryReads(false)
                .readPreference(ReadPreference.valueOf(settings.readPreference()))
                .applyToClusterSettings(cluster -> {
                    cluster.serverSelectionTimeout(millis, TimeUnit.MILLISECONDS);
                    if (settings.srv().isEmpty()) {
                        cluster.hosts(List.of(new ServerAddress(settings.host(), settings.port())));
                    } else {
                        cluster.srvHost(settings.srv());
                    }
                })
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(settings.poolSize()).maxWaitTime(millis, TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(millis, TimeUnit.MILLISECONDS)
                        .readTimeout(millis, TimeUnit.MILLISECONDS));
        if (settings.ssl()) {
            boolean verifies = ClientTls.verifies(settings.tls());
            options.applyToSslSettings(ssl -> ssl.enabled(true)
                    .invalidHostNameAllowed(!verifies)
                    .context(ClientTls.context(key, settings.tls())));
        }
        if (!settings.login().isEmpty()) {
            options.credential(MongoCredential.createCredential(
                    settings.login(), settings.authSource(), settings.password().toCharArray()));
        }
        return options.build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean leavesPasswordsToUs() {
        return true;
    }

    /** Both rows in one question; the one for all client ids counts only without the other. */
    @Override
    public Mono<List<Row>> find(Identity who, @Nullable String password) {
        String own = who.id().clientId();
        Bson filter = Filters.and(
                Filters.eq("mountpoint", who.id().mountpoint()),
                Filters.in("client_id", own, Identity.ANY_CLIENT),
                Filters.eq("username", who.userName()));
        return Flux.from(rows.find(filter).limit(2)).collectList().map(found -> {
            Document any = null;
            for (Document document : found) {
                if (own.equals(document.get("client_id"))) {
                    return List.of(row(who, own, document));
                }
                any = document;
            }
            return any == null ? List.of() : List.of(row(who, Identity.ANY_CLIENT, any));
        });
    }

    private static Row row(Identity who, String clientId, Document document) {
        Document needed = new Document();
        for (String field : List.of("passhash", "publish_acl", "subscribe_acl")) {
            if (document.containsKey(field)) {
                needed.append(field, document.get(field));
            }
        }
        return JsonRow.read(who, clientId, needed.toJson());
    }

    @Override
    public Mono<?> ping() {
        return Mono.from(client.getDatabase(database).runCommand(new Document("ping", 1)));
    }

    @Override
    public void close() {
        client.close();
    }
}
