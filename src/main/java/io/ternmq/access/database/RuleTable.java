package io.ternmq.access.database;

import io.r2dbc.spi.Row;
import io.ternmq.access.builtin.BuiltinStore.Kind;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.access.builtin.StaleRulesException;
import io.ternmq.access.builtin.Who;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The rules' table. A list replaces another when the version of the kind is still that of the other; a row of its own has the next
 * rule's id. The version is read before the rules, so that rules that are newer are taken for older and read again, never the
 * reverse.
 */
final class RuleTable implements RuleStore {
    private static final String INSERT = "INSERT INTO ternmq_rule (id, place, enabled, allows, who_kind, who_value,"
            + " operations, target, share_name, max_qos, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;
    private final Changes changes;

    RuleTable(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public Mono<RuleList> load() {
        return database.ask(sql -> Changes.version(sql, Kind.RULES)
                        .flatMap(version -> sql.query("SELECT * FROM ternmq_rule ORDER BY place", RuleTable::read)
                                .collectList()
                                .map(rules -> new RuleList(version, List.copyOf(rules))))
                        .flux())
                .map(found -> found.get(0));
    }

    @Override
    public Mono<RuleList> replace(long version, List<Rule> rules) {
        return changes.changeFrom(
                Kind.RULES,
                sql -> raise(sql, version),
                (sql, raised) ->
                        numbered(sql, rules).flatMap(list -> write(sql, list).thenReturn(new RuleList(raised, list))));
    }

    private static Mono<Long> raise(Sql sql, long version) {
        return sql.update(
                        "UPDATE ternmq_change SET version = version + 1 WHERE kind = ? AND version = ?",
                        Kind.RULES.name(),
                        version)
                .flatMap(rows -> rows == 0 ? Mono.error(new StaleRulesException()) : Mono.just(version + 1));
    }

    /** The rules, those that are new with ids that no rule ever had. */
    private static Mono<List<Rule>> numbered(Sql sql, List<Rule> rules) {
        long fresh = rules.stream().filter(rule -> rule.id() == 0).count();
        return sql.query("SELECT next_id FROM ternmq_rule_id WHERE id = 1", row -> Sql.number(row, "next_id"))
                .single()
                .flatMap(next -> sql.update("UPDATE ternmq_rule_id SET next_id = ? WHERE id = 1", next + fresh)
                        .thenReturn(numbered(rules, next)));
    }

    private static List<Rule> numbered(List<Rule> rules, long next) {
        List<Rule> numbered = new ArrayList<>(rules.size());
        long id = next;
        for (Rule rule : rules) {
            numbered.add(rule.id() == 0 ? rule.withId(id++) : rule);
        }
        return List.copyOf(numbered);
    }

    private static Mono<Long> write(Sql sql, List<Rule> rules) {
        List<Object[]> rows = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            rows.add(new Object[] {
                rule.id(),
                rows.size(),
                Sql.value(rule.enabled()),
                Sql.value(rule.allow()),
                rule.who().kind().name(),
                rule.who().value(),
                new TreeSet<>(rule.operations()).stream().map(Enum::name).collect(Collectors.joining(",")),
                rule.target(),
                Sql.value(rule.shareName()),
                rule.maxQos(),
                rule.note()
            });
        }
        return sql.run("DELETE FROM ternmq_rule").then(sql.updateEach(INSERT, rows));
    }

    private static Rule read(Row row) {
        return new Rule(
                Sql.number(row, "id"),
                Sql.flag(row, "enabled"),
                Sql.flag(row, "allows"),
                new Who(Who.Kind.valueOf(Sql.text(row, "who_kind")), Sql.text(row, "who_value")),
                operations(Sql.text(row, "operations")),
                Sql.text(row, "target"),
                Sql.optionalText(row, "share_name"),
                Sql.smallNumber(row, "max_qos"),
                Sql.text(row, "note"));
    }

    private static Set<Operation> operations(String text) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String name : text.split(",")) {
            operations.add(Operation.valueOf(name));
        }
        return Set.copyOf(operations);
    }
}
