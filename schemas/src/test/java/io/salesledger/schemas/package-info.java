/** Tests of the log's contract. */
@NullMarked
package io.salesledger.schemas;

import org.jspecify.annotations.NullMarked;
