/** Everything on one machine: which processes run, who keeps them running and who ends them. */
@NullMarked
package io.salesledger.local.stack;

import org.jspecify.annotations.NullMarked;
