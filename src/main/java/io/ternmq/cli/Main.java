package io.ternmq.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The front of the jar: {@code admin ...} goes to the command line, anything else starts the broker. The broker lies
 * behind Boot's launcher in the executable jar and beside this class everywhere else.
 */
public final class Main {
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";
    private static final String BROKER = "io.ternmq.TernMq";

    private Main() {}

    public static void main(String[] args) throws Throwable {
        if (args.length > 0 && args[0].equals("admin")) {
            System.exit(AdminCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        startBroker(args);
    }

    /** Starts what lies behind this front, the broker or what else its arguments ask for. */
    static void startBroker(String... args) throws Throwable {
        try {
            broker().getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    private static Class<?> broker() throws ClassNotFoundException {
        try {
            return Class.forName(LAUNCHER);
        } catch (ClassNotFoundException unpacked) {
            return Class.forName(BROKER);
        }
    }
}
