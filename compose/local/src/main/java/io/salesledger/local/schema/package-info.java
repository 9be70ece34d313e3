/** What the command says of payment schemas. */
@NullMarked
package io.salesledger.local.schema;

import org.jspecify.annotations.NullMarked;
