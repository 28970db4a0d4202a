package io.ternmq.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a new password comes from: the terminal without echo, or else the input, a line each. Asked for twice. */
final class PasswordInput {
    private final @Nullable Console terminal;
    private final BufferedReader lines;
    private final PrintWriter prompts;

    private PasswordInput(@Nullable Console terminal, PrintWriter prompts) {
        this.terminal = terminal;
        this.prompts = prompts;
        this.lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    static PasswordInput open(PrintWriter prompts) {
        // Newer JDKs have a console that is there even when the input is piped; this one is there for a terminal only.
        System.setProperty("jdk.console", "java.base");
        return new PasswordInput(System.console(), prompts);
    }

    /** @throws CommandFailure when it is empty or was not the same twice */
    char[] newPassword() {
        char[] first = ask("Password: ");
        if (first.length == 0) {
            throw new CommandFailure("The password is empty");
        }
        char[] second = ask("Reenter password: ");
        boolean same = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!same) {
            throw new CommandFailure("The passwords differ");
        }
        return first;
    }

    private char[] ask(String prompt) {
        if (terminal != null) {
            char[] typed = terminal.readPassword("%s", prompt);
            return typed == null ? new char[0] : typed;
        }
        prompts.print(prompt);
        prompts.flush();
        return line();
    }

    private char[] line() {
        try {
            String line = lines.readLine();
            prompts.println();
            return line == null ? new char[0] : line.toCharArray();
        } catch (IOException unreadable) {
            throw new CommandFailure("The password can't be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
