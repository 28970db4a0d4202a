package io.ternmq.session;

import io.ternmq.config.QueueSettings;

/**
 * How much may wait for one connection or offline session.
 *
 * @param messages -1 is no limit
 * @param bytes 0 is no limit
 */
record QueueLimits(int messages, long bytes, boolean lifo) {
    static QueueLimits online(QueueSettings settings) {
        return new QueueLimits(
                settings.maxOnlineMessages(), settings.maxOnlineBytes().toBytes(), isLifo(settings));
    }

    static QueueLimits offline(QueueSettings settings) {
        return new QueueLimits(
                settings.maxOfflineMessages(), settings.maxOfflineBytes().toBytes(), isLifo(settings));
    }

    private static boolean isLifo(QueueSettings settings) {
        return settings.order() == QueueSettings.Order.LIFO;
    }

    boolean messagesExceededBy(int count) {
        return messages >= 0 && count > messages;
    }

    boolean bytesExceededBy(long count) {
        return bytes > 0 && count > bytes;
    }
}
