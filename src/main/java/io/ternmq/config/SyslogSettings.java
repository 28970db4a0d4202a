package io.ternmq.config;

/** The log's way to a syslog daemon, below {@code ternmq.syslog}. */
@Section("The log's way to a syslog daemon. Console and file have Spring Boot's settings, below logging.")
public record SyslogSettings(
        @Setting(doc = "The daemon's host; none when empty. Messages go over UDP.", vernemq = "log.syslog.remote.host")
        String host,

        @Setting(
                doc = "The daemon's port.",
                byDefault = "514",
                min = "1",
                max = "65535",
                vernemq = "log.syslog.remote.port")
        int port,

        @Setting(
                doc = "The facility of the messages.",
                byDefault = "daemon",
                choices = {
                    "auth", "cron", "daemon", "kern", "lpr", "mail", "news", "syslog", "user", "uucp", "local0",
                    "local1", "local2", "local3", "local4", "local5", "local6", "local7"
                },
                vernemq = "log.syslog.facility")
        String facility,

        @Setting(
                doc = "How the messages are written: plain text, or JSON in one of three customary forms.",
                byDefault = "plain",
                choices = {"plain", "ecs", "logstash", "gelf"})
        String format) {}
