/**
 * The ledger itself, in plain Java: payments, applied offsets, the fold and what a partition's
 * owner does with answers. Knows no Storm, Kafka, Redis, clock or thread.
 */
@NullMarked
package io.salesledger.windowing.core;

import org.jspecify.annotations.NullMarked;
