/** The ledger's input on Kafka: polled batches, Avro, and what the log says of itself. */
@NullMarked
package io.salesledger.windowing.log;

import org.jspecify.annotations.NullMarked;
