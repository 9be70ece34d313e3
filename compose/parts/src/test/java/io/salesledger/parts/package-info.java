/** Tests of the parts, against real processes. */
@NullMarked
package io.salesledger.parts;

import org.jspecify.annotations.NullMarked;
