/** A web server as a source of users and rights. */
@NullMarked
package io.ternmq.access.http;

import org.jspecify.annotations.NullMarked;
