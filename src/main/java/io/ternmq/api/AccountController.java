package io.ternmq.api;

import io.ternmq.admin.AccountAdmin;
import io.ternmq.admin.Author;
import io.ternmq.admin.RefusedException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What {@code admin account} asks the running node, below a path that only programs on its own machine reach. */
@RestController
@RequestMapping(path = "/admin/accounts", produces = "text/plain;charset=UTF-8")
class AccountController {
    private static final Author OPERATOR = new Author("operator", "cli", "localhost");

    private final AccountAdmin accounts;

    AccountController(AccountAdmin accounts) {
        this.accounts = accounts;
    }

    @PostMapping("/password")
    Mono<ResponseEntity<String>> resetPassword(@RequestParam("name") String name) {
        return accounts.resetPassword(OPERATOR, name)
                .map(made ->
                        ResponseEntity.ok("The password is now " + made + "\nIt has to be changed at the next log-in."))
                .onErrorResume(
                        RefusedException.class,
                        refused -> Mono.just(
                                ResponseEntity.status(HttpStatus.CONFLICT).body(refused.getMessage())));
    }
}
