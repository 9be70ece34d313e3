/** Tests of the rebuild. */
@NullMarked
package io.salesledger.windowing.rebuild;

import org.jspecify.annotations.NullMarked;
