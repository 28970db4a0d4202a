package io.ternmq.console.rights;

import io.ternmq.admin.rights.ImportReport;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.UserAdmin;
import io.ternmq.admin.rights.UserFiles;
import io.ternmq.console.AuthorOf;
import io.ternmq.console.Flash;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Users from and to files of comma-separated values. */
@Controller
@RequestMapping("/access/users")
class UserFilesController {
    private static final int MAX_BYTES = 4 << 20;
    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final UserFiles files;
    private final UserAdmin users;

    UserFilesController(UserFiles files, UserAdmin users) {
        this.files = files;
        this.users = users;
    }

    /** A file, or its text; both are there, of which one is empty. */
    record Upload(@Nullable FilePart file, @Nullable String text) {
        private Mono<String> content() {
            if (text != null && !text.isBlank()) {
                return Mono.just(text);
            }
            return file == null
                    ? Mono.just("")
                    : DataBufferUtils.join(file.content(), MAX_BYTES)
                            .map(buffer -> {
                                String content = buffer.toString(StandardCharsets.UTF_8);
                                DataBufferUtils.release(buffer);
                                return content;
                            })
                            .defaultIfEmpty("");
        }
    }

    /** The second step. */
    record Confirmation(String token) {}

    @GetMapping(path = "/import", produces = MediaType.TEXT_HTML_VALUE)
    String form(Model model) {
        return page(model, null);
    }

    @PostMapping(path = "/import", produces = MediaType.TEXT_HTML_VALUE)
    Mono<String> preview(@ModelAttribute Upload upload, Model model, Principal principal, ServerHttpRequest request) {
        return upload.content()
                .flatMap(text -> files.preview(AuthorOf.request(principal, request), text))
                .map(report -> page(model, report));
    }

    @PostMapping(path = "/import/confirm", produces = MediaType.TEXT_HTML_VALUE)
    Mono<String> confirm(
            @ModelAttribute Confirmation confirmation,
            Principal principal,
            ServerHttpRequest request,
            WebSession session) {
        return files.confirm(AuthorOf.request(principal, request), confirmation.token())
                .map(done -> {
                    Flash.done(
                            session, "Imported: %d new users, %d changed.".formatted(done.created(), done.changed()));
                    return "redirect:/access/users";
                })
                .onErrorResume(RefusedChangeException.class, refused -> {
                    Flash.refused(session, String.valueOf(refused.getMessage()));
                    return Mono.just("redirect:/access/users/import");
                });
    }

    private String page(Model model, @Nullable ImportReport report) {
        model.addAttribute("report", report);
        model.addAttribute("disconnects", users.disconnectsOldPasswords());
        return "access/user-import";
    }

    @GetMapping("/export.csv")
    ResponseEntity<Flux<String>> export() {
        return csv(files.export());
    }

    /** Only who may change users may take hashes, so it is no GET. */
    @PostMapping("/export.csv")
    ResponseEntity<Flux<String>> exportWithHashes(Principal principal, ServerHttpRequest request) {
        return csv(files.exportWithHashes(AuthorOf.request(principal, request)));
    }

    private static ResponseEntity<Flux<String>> csv(Flux<String> lines) {
        return ResponseEntity.ok()
                .contentType(CSV)
                .cacheControl(CacheControl.noStore())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("ternmq-users.csv")
                                .build()
                                .toString())
                .body(lines);
    }
}
