/** A tree of topic levels that readers walk without locks: what the subscription table and the retained messages stand on. */
@NullMarked
@NamedInterface("tree")
package io.ternmq.protocol.tree;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
