/**
 * Puts payments on the log: {@link io.salesledger.ingest.ImportCommand} from files, {@link
 * io.salesledger.ingest.GenerateCommand} at random. Reads rows, maps each to a payment or to a
 * reason why it is none, appends, and reports.
 */
@NullMarked
package io.salesledger.ingest;

import org.jspecify.annotations.NullMarked;
