package io.ternmq.admin.rights;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.admin.AuditTrail;
import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RefusedChangeException.Problem;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import io.ternmq.admin.rights.UserLines.UserLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Users to and from comma-separated values. An import is looked at first and kept for a while, so that nobody has to send
 * passwords twice; then all of it is done or nothing.
 */
@Component
public class UserFiles {
    private static final int PAGE = 500;
    private static final int LOOK_UP = 256;
    private static final int SHOWN_NAMES = 50;
    private static final int AUDITED_NAMES = 1000;
    private static final int TOLD_PROBLEMS = 100;

    private final UserStore users;
    private final AuditTrail audit;
    private final NewPasswords passwords;
    private final PendingImports pending = new PendingImports();

    UserFiles(BuiltinStore store, AuditTrail audit, NewPasswords passwords) {
        this.users = store.users();
        this.audit = audit;
        this.passwords = passwords;
    }

    /** What an import would do; with a token to do it, if nothing is wrong. */
    public Mono<ImportReport> preview(Author author, String text) {
        UserLines read = UserLines.read(text, passwords::isHash);
        return report(read)
                .map(report -> report.problems().isEmpty()
                        ? new ImportReport(
                                report.created(),
                                report.changed(),
                                report.names(),
                                List.of(),
                                pending.keep(author.name(), read.lines()))
                        : report);
    }

    /** Does what was previewed by the same author in the last minutes. */
    public Mono<ImportReport> confirm(Author author, String token) {
        List<UserLine> lines = pending.take(author.name(), token);
        return lines == null
                ? Mono.error(RefusedChangeException.of(
                        Reason.MISSING, "token", "This import isn't kept any more; send the file again."))
                : keep(author, lines);
    }

    /** Previews and does it, an error when anything is wrong. */
    public Mono<ImportReport> importNow(Author author, String text) {
        UserLines read = UserLines.read(text, passwords::isHash);
        if (!read.problems().isEmpty()) {
            return Mono.error(RefusedChangeException.invalid(read.problems().stream()
                    .limit(TOLD_PROBLEMS)
                    .map(problem -> new Problem("line " + problem.line(), problem.sentence()))
                    .toList()));
        }
        return keep(author, read.lines());
    }

    /** What an import would do, without keeping it. */
    public Mono<ImportReport> check(String text) {
        return report(UserLines.read(text, passwords::isHash));
    }

    private Mono<ImportReport> report(UserLines read) {
        return Flux.fromIterable(read.lines())
                .buffer(LOOK_UP)
                .concatMap(
                        some -> users.findAll(some.stream().map(UserLine::name).toList()))
                .count()
                .map(there -> {
                    int changed = there.intValue();
                    List<String> names = read.lines().stream()
                            .map(UserLine::name)
                            .limit(SHOWN_NAMES)
                            .toList();
                    return new ImportReport(read.lines().size() - changed, changed, names, read.problems(), null);
                });
    }

    private Mono<ImportReport> keep(Author author, List<UserLine> lines) {
        return Flux.fromIterable(lines)
                .buffer(LOOK_UP)
                .concatMap(this::kept)
                .collectList()
                .flatMap(all -> {
                    int changed = (int) all.stream().filter(Kept::known).count();
                    List<String> names =
                            all.stream().map(kept -> kept.user().name()).toList();
                    ImportReport done = new ImportReport(
                            all.size() - changed,
                            changed,
                            names.stream().limit(SHOWN_NAMES).toList(),
                            List.of(),
                            null);
                    return users.saveAll(all.stream().map(Kept::user).toList())
                            .then(audit.record(
                                    author, "users.import", all.size() + " users", null, audited(done, names)))
                            .thenReturn(done);
                });
    }

    private static Map<String, Object> audited(ImportReport done, List<String> names) {
        Map<String, Object> audited = new LinkedHashMap<>();
        audited.put("created", done.created());
        audited.put("changed", done.changed());
        audited.put("names", names.stream().limit(AUDITED_NAMES).toList());
        return audited;
    }

    /** A user as it will be kept, and whether it was there before. */
    private record Kept(User user, boolean known) {}

    private Flux<Kept> kept(List<UserLine> lines) {
        return users.findAll(lines.stream().map(UserLine::name).toList())
                .collectMap(User::name)
                .flatMapMany(there -> Flux.fromIterable(lines).concatMap(line -> {
                    User was = there.get(line.name());
                    return hashed(line, was).map(user -> new Kept(user, was != null));
                }));
    }

    private Mono<User> hashed(UserLine line, @Nullable User was) {
        boolean anew = line.hash() != null || line.scram() != null;
        User before = was == null || anew
                ? new User(line.name(), line.hash(), line.scram(), List.of(), false, "", Instant.EPOCH)
                : was;
        User user = before.with(line.groups(), line.disabled(), line.note().strip(), Instant.now());
        String password = line.password();
        return password == null ? Mono.just(user) : passwords.set(user, password);
    }

    /** The users as lines, the column names first. Each line ends with its line end. */
    public Flux<String> export() {
        return lines(false);
    }

    /** With hashes, from which passwords can be guessed; so it is kept who took them. */
    public Flux<String> exportWithHashes(Author author) {
        return audit.record(author, "users.export", "hashes of all users", null, null)
                .thenMany(lines(true));
    }

    private Flux<String> lines(boolean hashes) {
        List<String> columns = new ArrayList<>(UserLines.COLUMNS);
        columns.remove("password");
        if (!hashes) {
            columns.removeAll(List.of("hash", "scram"));
        }
        return Flux.concat(Flux.just(Csv.line(columns)), all("").map(user -> line(user, hashes)));
    }

    private Flux<User> all(String after) {
        return users.list("", after, PAGE)
                .collectList()
                .flatMapMany(page -> page.size() < PAGE
                        ? Flux.fromIterable(page)
                        : Flux.concat(
                                Flux.fromIterable(page),
                                Flux.defer(() -> all(page.get(page.size() - 1).name()))));
    }

    private static String line(User user, boolean hashes) {
        List<String> cells = new ArrayList<>();
        cells.add(user.name());
        if (hashes) {
            cells.add(user.passwordHash() == null ? "" : user.passwordHash());
            cells.add(user.scramKeys() == null ? "" : user.scramKeys());
        }
        cells.add(String.join(";", user.groups()));
        cells.add(Boolean.toString(user.disabled()));
        cells.add(user.note());
        return Csv.line(cells);
    }
}
