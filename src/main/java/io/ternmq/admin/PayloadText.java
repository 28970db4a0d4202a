package io.ternmq.admin;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.admin.RetainedPayload.Named;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.UserProperty;
import io.ternmq.protocol.codec.PropertiesCodec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What may be shown of a kept message: properties by name, the payload's beginning as text or hexadecimal digits. */
final class PayloadText {
    private PayloadText() {}

    static RetainedPayload of(Publish message, boolean payload) {
        boolean cut = message.payloadLength() > RetainedPayload.MAX_SHOWN;
        byte[] shown = payload
                ? ByteBufUtil.getBytes(
                        message.buffer(),
                        message.payloadIndex(),
                        Math.min(RetainedPayload.MAX_SHOWN, message.payloadLength()))
                : new byte[0];
        String text = payload ? text(shown, cut) : null;
        String hex = payload && text == null ? HexFormat.of().formatHex(shown) : null;
        return new RetainedPayload(RetainedReport.of(message), properties(message), text, hex, payload && cut);
    }

    /** The bytes as text; null when they are none. A character at the end that was cut in two is left out. */
    private static @Nullable String text(byte[] bytes, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        boolean good = !decoder.decode(ByteBuffer.wrap(bytes), text, !cut).isError();
        return good ? text.flip().toString() : null;
    }

    private static List<Named> properties(Publish message) {
        List<Named> named = new ArrayList<>();
        Properties properties = PropertiesCodec.of(message);
        properties.values().forEach((property, value) -> named.add(new Named(words(property), value(value))));
        for (UserProperty property : properties.userProperties()) {
            named.add(new Named("user property " + property.name(), property.value()));
        }
        return named;
    }

    private static String words(Property property) {
        return property.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String value(Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
