/**
 * What every part of the sales ledger agrees on: the names of the Redis views, the settings and how
 * money is written. Depends on no Kafka, Avro, Storm or Quarkus, so that any part may depend on it.
 */
@NullMarked
package io.salesledger.contract;

import org.jspecify.annotations.NullMarked;
