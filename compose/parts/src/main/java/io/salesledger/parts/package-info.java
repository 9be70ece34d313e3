/**
 * The parts that the ledger runs beside, each a real process of its own on this machine: Redis, a
 * Kafka broker, a schema registry and a Storm cluster. Used by the one command and by tests.
 */
@NullMarked
package io.salesledger.parts;

import org.jspecify.annotations.NullMarked;
