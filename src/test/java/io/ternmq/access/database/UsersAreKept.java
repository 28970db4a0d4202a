package io.ternmq.access.database;

import static io.ternmq.access.database.BuiltinStoreSuite.HOSTILE;
import static io.ternmq.access.database.BuiltinStoreSuite.NOW;
import static io.ternmq.access.database.BuiltinStoreSuite.all;
import static io.ternmq.access.database.BuiltinStoreSuite.get;
import static io.ternmq.access.database.BuiltinStoreSuite.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.builtin.User;
import io.ternmq.access.password.PasswordPrint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every database has to do with users. */
interface UsersAreKept {
    /** The empty store of this test. */
    DatabaseStore store();

    @Test
    default void a_user_is_kept_with_all_it_has() {
        get(store().users().save(user("bob")));
        assertThat(get(store().users().find("bob"))).isEqualTo(user("bob"));
        User plain = new User("eve", null, null, List.of(), true, "", NOW);
        get(store().users().save(plain));
        assertThat(get(store().users().find("eve"))).isEqualTo(plain);
        assertThat(get(store().users().count())).isEqualTo(2);
    }

    @Test
    default void a_password_that_was_hashed_anew_is_known_for_the_same_until_there_is_another() {
        long first = Long.MIN_VALUE + 1;
        User hashed = new User("bob", "anew", null, List.of(), false, "", NOW, first);
        get(store().users().save(hashed));
        get(store().users().save(user("ann")));
        assertThat(get(store().users().find("bob"))).isEqualTo(hashed);
        assertThat(all(store().users().list("", "", 10))).containsExactly(user("ann"), hashed);
        assertThat(all(store().users().findAll(List.of("ann", "bob")))).containsExactlyInAnyOrder(user("ann"), hashed);

        get(store().users().save(new User("bob", "another", null, List.of(), false, "", NOW)));
        assertThat(get(store().users().find("bob")).passwordPrint()).isEqualTo(PasswordPrint.of("another"));
        get(store().users().save(hashed));
        get(store().users().delete("bob"));
        get(store().users().save(new User("bob", "anew", null, List.of(), false, "", NOW)));
        assertThat(get(store().users().find("bob")).passwordPrint()).isEqualTo(PasswordPrint.of("anew"));
    }

    @Test
    default void many_users_are_kept_at_once_or_none_of_them() {
        List<User> many =
                IntStream.range(0, 1000).mapToObj(i -> user("many-" + i)).toList();
        get(store().users().saveAll(many));
        assertThat(get(store().users().count())).isEqualTo(1000);
        List<User> wrong = List.of(user("good"), user(" bad"));
        assertThatThrownBy(() -> get(store().users().saveAll(wrong))).isInstanceOf(IllegalArgumentException.class);
        assertThat(store().users().find("good").blockOptional()).isEmpty();
    }

    @Test
    default void several_users_are_found_at_once_by_every_letter_of_their_names() {
        List<User> many = IntStream.range(0, 300)
                .mapToObj(i -> user("many-" + i + HOSTILE))
                .toList();
        get(store().users().saveAll(many));
        List<String> names =
                new ArrayList<>(many.stream().map(User::name).limit(257).toList());
        names.addAll(List.of("nobody", "MANY-1" + HOSTILE, " many", "", HOSTILE));
        assertThat(all(store().users().findAll(names))).containsExactlyInAnyOrderElementsOf(many.subList(0, 257));
        assertThat(all(store().users().findAll(List.of("many-3" + HOSTILE)))).containsExactly(many.get(3));
        assertThat(all(store().users().findAll(List.of(" ")))).isEmpty();
        assertThat(all(store().users().findAll(List.of()))).isEmpty();
    }

    @Test
    default void a_user_is_replaced_and_deleted_by_name() {
        get(store().users().save(user("bob")));
        User changed = new User("bob", "$6$c$d", null, List.of("people"), true, "other", NOW.plusMillis(1));
        get(store().users().save(changed));
        assertThat(all(store().users().list("", "", 10))).containsExactly(changed);
        assertThat(get(store().users().delete("bob"))).isTrue();
        assertThat(get(store().users().delete("bob"))).isFalse();
        assertThat(get(store().users().find("bob"))).isNull();
        assertThat(get(store().users().count())).isZero();
    }

    @Test
    default void names_are_different_when_any_character_is() {
        List<String> names = List.of("bob", "Bob", "bób", "bo", "bobb", HOSTILE, "a b", "ß", "ss");
        for (String name : names) {
            get(store().users().save(new User(name, name, null, List.of(), false, name, NOW)));
        }
        assertThat(get(store().users().count())).isEqualTo(names.size());
        for (String name : names) {
            assertThat(get(store().users().find(name)).passwordHash()).isEqualTo(name);
        }
        assertThat(get(store().users().find("BOB"))).isNull();
        assertThat(get(store().users().find("bob "))).isNull();
        assertThat(get(store().users().delete("bob "))).isFalse();
    }

    @Test
    default void names_that_a_database_could_not_tell_apart_are_refused_and_never_found() {
        for (String name : List.of("", " bob", "bob ", "a\u0000b", "a\nb", "x".repeat(257), "\ud800")) {
            assertThatThrownBy(() -> get(store().users().save(user(name))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(get(store().users().find(name))).isNull();
        }
        String longest = "🙂".repeat(256);
        get(store().users().save(user(longest)));
        assertThat(get(store().users().find(longest)).name()).isEqualTo(longest);
    }

    @Test
    default void users_are_listed_by_name_in_pages_and_by_a_part_of_the_name() {
        for (String name : List.of("b%", "a_1", "B2", "c!", "a1", "ab")) {
            get(store().users().save(user(name)));
        }
        List<String> first = names(store().users().list("", "", 4));
        assertThat(first).hasSize(4).doesNotHaveDuplicates();
        List<String> rest = names(store().users().list("", first.get(3), 4));
        assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(names(store().users().list("b", "", 10))).containsExactly("B2", "ab", "b%");
        assertThat(names(store().users().list("_", "", 10))).containsExactly("a_1");
        assertThat(names(store().users().list("%", "", 10))).containsExactly("b%");
        assertThat(names(store().users().list("!", "", 10))).containsExactly("c!");
    }

    private static List<String> names(Flux<User> users) {
        return all(users.map(User::name));
    }
}
