/** What of the bench runs inside Storm's workers. */
@NullMarked
package io.salesledger.bench.topology;

import org.jspecify.annotations.NullMarked;
