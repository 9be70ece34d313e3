/** Tests of ingest. */
@NullMarked
package io.salesledger.ingest;

import org.jspecify.annotations.NullMarked;
