package io.ternmq;

import io.ternmq.access.password.Sha512Hash;
import io.ternmq.access.real.RealPostgres;
import io.ternmq.access.users.Passwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * How many clients per second connect when each is looked up in PostgreSQL: broker, clients and database on one machine. Prints a
 * line for each kind of password, at first sight and when it was checked lately.
 */
final class ConnectFigures {
    private static final int CLIENTS = 5000;
    private static final int AT_ONCE = 500;
    private static final int SLOW_CLIENTS = 500;

    private ConnectFigures() {}

    public static void main(String[] arguments) throws Exception {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Path data = Files.createTempDirectory("connect-figures");
        try (BrokerOnDatabase broker = new BrokerOnDatabase(data, RealPostgres.freshDatabase(), Map.of())) {
            String quick = Sha512Hash.ofPassword(secret).text();
            broker.keepUsers("warm", CLIENTS, quick);
            broker.keepUsers("slow", CLIENTS, Passwords.argon2id(secret));
            broker.keepUsers("quick", CLIENTS, quick);
            for (int i = 0; i < 3; i++) {
                connect(broker, "warm", CLIENTS);
            }
            tell("quick hash, user asked of the database", broker, "quick", CLIENTS);
            tell("quick hash, user remembered", broker, "quick", CLIENTS);
            tell("Argon2id, first time", broker, "slow", SLOW_CLIENTS);
            tell("Argon2id, verified lately", broker, "slow", SLOW_CLIENTS);
        }
        System.exit(0);
    }

    private static void tell(String what, BrokerOnDatabase broker, String prefix, int clients) throws IOException {
        long began = System.nanoTime();
        connect(broker, prefix, clients);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT, "%-45s %6d clients %8.0f/s%n", what, clients, clients / seconds);
    }

    private static void connect(BrokerOnDatabase broker, String prefix, int clients) throws IOException {
        for (int first = 0; first < clients; first += AT_ONCE) {
            Map<Integer, Integer> answers =
                    ConnectCrowd.connect(broker.port(), prefix, first, Math.min(AT_ONCE, clients - first), "secret");
            if (!answers.equals(Map.of(ConnectCrowd.ACCEPTED, Math.min(AT_ONCE, clients - first)))) {
                throw new IllegalStateException(prefix + " was answered with " + answers);
            }
        }
    }
}
