package io.ternmq.conformance;

import io.ternmq.conformance.harness.Wire;
import java.nio.charset.StandardCharsets;

/** Headers of the PROXY protocol, version 2. */
final class ProxyHeader {

    static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private ProxyHeader() {}

    /** A header of a TCP connection over IPv4; with the common name of a verified client certificate unless empty. */
    static byte[] version2(String commonName) {
        Wire body =
                Wire.wire().raw(203, 0, 113, 7).raw(203, 0, 113, 8).u16(50_000).u16(1883);
        if (!commonName.isEmpty()) {
            byte[] name = commonName.getBytes(StandardCharsets.UTF_8);
            byte[] nameField = Wire.wire().u8(0x22).u16(name.length).raw(name).bytes();
            body.u8(0x20).u16(5 + nameField.length).u8(0x07).u32(0).raw(nameField);
        }
        return Wire.wire()
                .raw(SIGNATURE)
                .raw(0x21, 0x11)
                .u16(body.size())
                .raw(body.bytes())
                .bytes();
    }
}
