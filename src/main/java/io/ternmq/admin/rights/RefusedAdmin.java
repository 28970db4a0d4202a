package io.ternmq.admin.rights;

import io.ternmq.observe.Refusal;
import io.ternmq.observe.Refusals;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who was refused lately on this node, and why. Any thread; nothing waits. */
@Component
public class RefusedAdmin {
    private final Refusals refusals;

    RefusedAdmin(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * Refusals, the latest first.
     *
     * @param before only those with a lower number; {@link Long#MAX_VALUE} for the latest
     */
    public Page<RefusedReport> list(RefusedFilter filter, long before, int limit) {
        List<Refusal> found = refusals
                .list(
                        new Refusal.Filter(filter.client(), filter.user(), filter.text()),
                        before,
                        filter.kind().isEmpty() ? limit + 1 : Integer.MAX_VALUE)
                .stream()
                .filter(refusal -> filter.kind().isEmpty() || refusal.kind().equals(filter.kind()))
                .limit(limit + 1L)
                .toList();
        List<RefusedReport> items =
                found.stream().limit(limit).map(RefusedReport::of).toList();
        return new Page<>(
                items, found.size() > limit ? Long.toString(items.get(limit - 1).number()) : null);
    }

    /** One that is still kept. */
    public Optional<RefusedReport> find(long number) {
        return number <= 0 || number == Long.MAX_VALUE
                ? Optional.empty()
                : refusals.list(Refusal.Filter.ALL, number + 1, 1).stream()
                        .filter(refusal -> refusal.number() == number)
                        .map(RefusedReport::of)
                        .findFirst();
    }

    /** How many there have been since the node started; it tells whether there are new ones. */
    public long total() {
        return refusals.total();
    }
}
