package io.ternmq.access.verne;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Mono;

/** MongoDB's driver against a server in Java that speaks MongoDB's protocol, since MongoDB itself is in no Maven repository. */
class MongoTest extends DatabaseSuite {
    private static MongoServer server;
    private static MongoClient client;
    private static MongoCollection<Document> rows;

    @BeforeAll
    static void start() {
        server = new MongoServer(new MemoryBackend());
        server.bind("127.0.0.1", 0);
        client = MongoClients.create(server.getConnectionString());
        rows = client.getDatabase("things").getCollection("vmq_acl_auth");
    }

    @AfterAll
    static void stop() {
        client.close();
        server.shutdownNow();
    }

    @Override
    Map<String, String> emptyDatabase() {
        Mono.from(rows.deleteMany(new Document())).block();
        return settingsOfNow();
    }

    @Override
    Map<String, String> settingsOfNow() {
        return Map.of(
                "mongodb.enabled", "true",
                "mongodb.host", "127.0.0.1",
                "mongodb.port", Integer.toString(server.getLocalAddress().getPort()),
                "mongodb.database", "things");
    }

    private static Bson filter(String mountpoint, String clientId, String userName) {
        return Filters.and(
                Filters.eq("mountpoint", mountpoint),
                Filters.eq("client_id", clientId),
                Filters.eq("username", userName));
    }

    @Override
    void put(
            String mountpoint,
            String clientId,
            String userName,
            String password,
            @Nullable String publishAcl,
            @Nullable String subscribeAcl) {
        delete(mountpoint, clientId, userName);
        Document row =
                Document.parse("{\"publish_acl\": %s, \"subscribe_acl\": %s}".formatted(publishAcl, subscribeAcl));
        row.append("mountpoint", mountpoint)
                .append("client_id", clientId)
                .append("username", userName)
                .append("passhash", Hashes.bcrypt(password));
        Mono.from(rows.insertOne(row)).block();
    }

    @Override
    void delete(String mountpoint, String clientId, String userName) {
        Mono.from(rows.deleteMany(filter(mountpoint, clientId, userName))).block();
    }
}
