package io.ternmq.access.real;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The servers that other tests talk to are there and keep what they are told, each caller's for itself. */
class RealServersTest {
    @Test
    void postgresql_keeps_what_it_is_told() {
        keepsWhatItIsTold(RealPostgres.freshDatabase(), RealPostgres.freshDatabase());
    }

    @Test
    void mariadb_keeps_what_it_is_told() {
        keepsWhatItIsTold(RealMariaDb.freshDatabase(), RealMariaDb.freshDatabase());
    }

    private static void keepsWhatItIsTold(RealDatabase one, RealDatabase another) {
        one.execute("CREATE TABLE kept (name VARCHAR(20))", "INSERT INTO kept VALUES ('ünï')");
        another.execute("CREATE TABLE kept (name VARCHAR(20))");
        assertThat(names(one)).isEqualTo("ünï");
        assertThat(names(another)).isNull();
    }

    private static String names(RealDatabase database) {
        return Flux.usingWhen(
                        database.connections().create(),
                        connection -> Flux.from(connection
                                        .createStatement("SELECT name FROM kept")
                                        .execute())
                                .flatMap(result -> result.map((row, data) -> row.get(0, String.class))),
                        connection -> connection.close())
                .blockLast();
    }
}
