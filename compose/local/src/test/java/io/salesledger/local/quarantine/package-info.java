/** Tests of what is shown of the quarantine. */
@NullMarked
package io.salesledger.local.quarantine;

import org.jspecify.annotations.NullMarked;
