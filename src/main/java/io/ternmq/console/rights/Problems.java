package io.ternmq.console.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RefusedChangeException.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a form, on top of it and beside its fields. */
record Problems(List<Problem> all) {
    static final Problems NONE = new Problems(List.of());

    static Problems of(RefusedChangeException refused) {
        return new Problems(refused.problems());
    }

    public boolean any() {
        return !all.isEmpty();
    }

    /** Of a field; empty when it is right. */
    public String of(String field) {
        return all.stream()
                .filter(problem -> problem.field().equals(field))
                .map(Problem::sentence)
                .collect(Collectors.joining(" "));
    }

    /** Whether something is wrong with a field. */
    public boolean at(String field) {
        return !of(field).isEmpty();
    }
}
