/** The answers, as plain values computed from what was read. No Redis, HTTP or clock here. */
@NullMarked
package io.salesledger.queryapi.view;

import org.jspecify.annotations.NullMarked;
