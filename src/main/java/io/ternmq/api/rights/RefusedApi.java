package io.ternmq.api.rights;

import io.ternmq.admin.rights.Page;
import io.ternmq.admin.rights.RefusedAdmin;
import io.ternmq.admin.rights.RefusedFilter;
import io.ternmq.admin.rights.RefusedReport;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Refusals. */
@RestController
@RequestMapping("/api/v3/refused")
class RefusedApi {
    private final RefusedAdmin refused;

    RefusedApi(RefusedAdmin refused) {
        this.refused = refused;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Page<RefusedReport> list(
            @RequestParam(defaultValue = "") String client,
            @RequestParam(defaultValue = "") String user,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "" + Limits.DEFAULT) int limit) {
        Page<RefusedReport> page = refused.list(
                new RefusedFilter(client, user, kind, text),
                Cursor.decodeNumber(cursor, Long.MAX_VALUE),
                Limits.bounded(limit));
        return new Page<>(page.items(), Cursor.encode(page.next()));
    }
}
