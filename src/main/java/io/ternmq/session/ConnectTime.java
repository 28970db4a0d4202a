package io.ternmq.session;

import io.ternmq.protocol.ReasonCode;

/**
 * A client was admitted for a time, such as that of its token; when it is over, so is the connection, up to a second later.
 * On the home loop only.
 */
final class ConnectTime extends Deadline {
    private final Attachment attachment;

    ConnectTime(Attachment attachment) {
        this.attachment = attachment;
    }

    @Override
    void onDue() {
        attachment.disconnect(
                ReasonCode.MAXIMUM_CONNECT_TIME,
                "the time is over for which the client was admitted, such as that of its token");
    }
}
