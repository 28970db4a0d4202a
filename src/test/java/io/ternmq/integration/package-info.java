/** Independent MQTT clients against the packaged broker. */
@NullMarked
package io.ternmq.integration;

import org.jspecify.annotations.NullMarked;
