package io.ternmq.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonCodeTest {

    /** Table 2-6 of MQTT 5. */
    @ParameterizedTest
    @CsvSource({
        "00,SUCCESS",
        "01,GRANTED_QOS_1",
        "02,GRANTED_QOS_2",
        "04,DISCONNECT_WITH_WILL",
        "10,NO_MATCHING_SUBSCRIBERS",
        "11,NO_SUBSCRIPTION_EXISTED",
        "18,CONTINUE_AUTHENTICATION",
        "19,REAUTHENTICATE",
        "80,UNSPECIFIED_ERROR",
        "81,MALFORMED_PACKET",
        "82,PROTOCOL_ERROR",
        "83,IMPLEMENTATION_SPECIFIC_ERROR",
        "84,UNSUPPORTED_PROTOCOL_VERSION",
        "85,CLIENT_IDENTIFIER_NOT_VALID",
        "86,BAD_USER_NAME_OR_PASSWORD",
        "87,NOT_AUTHORIZED",
        "88,SERVER_UNAVAILABLE",
        "89,SERVER_BUSY",
        "8A,BANNED",
        "8B,SERVER_SHUTTING_DOWN",
        "8C,BAD_AUTHENTICATION_METHOD",
        "8D,KEEP_ALIVE_TIMEOUT",
        "8E,SESSION_TAKEN_OVER",
        "8F,TOPIC_FILTER_INVALID",
        "90,TOPIC_NAME_INVALID",
        "91,PACKET_IDENTIFIER_IN_USE",
        "92,PACKET_IDENTIFIER_NOT_FOUND",
        "93,RECEIVE_MAXIMUM_EXCEEDED",
        "94,TOPIC_ALIAS_INVALID",
        "95,PACKET_TOO_LARGE",
        "96,MESSAGE_RATE_TOO_HIGH",
        "97,QUOTA_EXCEEDED",
        "98,ADMINISTRATIVE_ACTION",
        "99,PAYLOAD_FORMAT_INVALID",
        "9A,RETAIN_NOT_SUPPORTED",
        "9B,QOS_NOT_SUPPORTED",
        "9C,USE_ANOTHER_SERVER",
        "9D,SERVER_MOVED",
        "9E,SHARED_SUBSCRIPTIONS_NOT_SUPPORTED",
        "9F,CONNECTION_RATE_EXCEEDED",
        "A0,MAXIMUM_CONNECT_TIME",
        "A1,SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED",
        "A2,WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED"
    })
    void it_has_the_value_of_the_specification(String value, ReasonCode code) {
        int number = Integer.parseInt(value, 16);
        assertThat(code.value()).isEqualTo(number);
        assertThat(ReasonCode.find(number)).isSameAs(code);
        assertThat(code.isError()).isEqualTo(number >= 0x80);
    }

    @Test
    void there_are_43_of_them() {
        int known = 0;
        for (int value = 0; value < 256; value++) {
            known += ReasonCode.find(value) == null ? 0 : 1;
        }
        assertThat(known).isEqualTo(43).isEqualTo(ReasonCode.values().length);
    }

    @Test
    void words_are_for_people() {
        assertThat(ReasonCode.SESSION_TAKEN_OVER.words()).isEqualTo("session taken over");
    }
}
