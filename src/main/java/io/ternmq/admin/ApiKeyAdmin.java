package io.ternmq.admin;

import io.ternmq.access.RandomSecret;
import io.ternmq.access.builtin.ApiKey;
import io.ternmq.access.builtin.ApiKeyStore;
import io.ternmq.access.builtin.BuiltinStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys with which programs use the HTTP API. A key is its id, a dot and a secret of 256 random bits, of which only the SHA-256 is kept:
 * so much chance needs no slow hash. Any thread; nothing waits.
 */
@Component
public class ApiKeyAdmin {
    private static final Logger log = LoggerFactory.getLogger(ApiKeyAdmin.class);
    private static final int ID_BYTES = 9;
    private static final int SECRET_BYTES = 32;
    private static final int MAX_NAME = 100;
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final ApiKeyStore store;
    private final AuditTrail audit;
    /** When the use of a key was noted last, so that not each request writes. */
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    ApiKeyAdmin(BuiltinStore store, AuditTrail audit) {
        this.store = store.apiKeys();
        this.audit = audit;
    }

    /** A key that was just made, and its text, which nobody can see again. */
    public record NewKey(KeyReport key, String text) {
        @Override
        public String toString() {
            return "NewKey[" + key + "]";
        }
    }

    private record Audited(
            String id, String name, Rank role, @Nullable Instant expiresAt) {
        static Audited of(ApiKey key) {
            return new Audited(key.id(), key.name(), Rank.of(key.role()), key.expiresAt());
        }
    }

    /** All keys, the latest first. */
    public Flux<KeyReport> list() {
        return store.list()
                .map(KeyReport::of)
                .sort(Comparator.comparing(KeyReport::createdAt).reversed());
    }

    /**
     * Makes a key.
     *
     * @param name what it is for
     * @param lifetime null for ever
     */
    public Mono<NewKey> create(Author author, String name, Rank rank, @Nullable Duration lifetime) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            return Mono.error(() -> new RefusedException("A key needs a name of 1 to 100 characters."));
        }
        return Mono.defer(() -> {
            Instant now = Times.now();
            String secret = RandomSecret.ofBytes(SECRET_BYTES);
            ApiKey key = new ApiKey(
                    RandomSecret.ofBytes(ID_BYTES),
                    RandomSecret.sha256(secret),
                    name.strip(),
                    rank.role(),
                    now,
                    lifetime == null ? null : now.plus(lifetime),
                    null);
            return store.save(key)
                    .then(audit.record(author, "key.create", key.id(), null, Audited.of(key)))
                    .thenReturn(new NewKey(KeyReport.of(key), key.id() + "." + secret));
        });
    }

    /** Ends a key for good. */
    public Mono<Void> revoke(Author author, String id) {
        return store.find(id)
                .switchIfEmpty(Mono.error(() -> new RefusedException("There is no such key.")))
                .flatMap(key -> store.delete(id).then(audit.record(author, "key.revoke", id, Audited.of(key), null)))
                .doOnSuccess(done -> noted.remove(id))
                .then();
    }

    /** The key of a text that was presented; empty when there is none or it has expired. Compares in constant time. */
    public Mono<KeyReport> authenticate(String text) {
        int dot = text.indexOf('.');
        if (dot <= 0) {
            return Mono.empty();
        }
        byte[] presented = RandomSecret.sha256(text.substring(dot + 1)).getBytes(StandardCharsets.US_ASCII);
        return store.find(text.substring(0, dot))
                .filter(key -> MessageDigest.isEqual(key.secretHash().getBytes(StandardCharsets.US_ASCII), presented))
                .map(KeyReport::of)
                .filter(key -> !key.isExpired())
                .doOnNext(key -> noteUse(key.id()));
    }

    /** In the background and not for each request. */
    private void noteUse(String id) {
        Instant now = Times.now();
        Instant before = noted.get(id);
        if (before == null || before.plus(NOTED_EVERY).isBefore(now)) {
            noted.put(id, now);
            store.used(id, now)
                    .subscribe(done -> {}, failure -> log.warn("The use of API key {} can't be noted", id, failure));
        }
    }
}
