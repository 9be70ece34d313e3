/** The dashboard in a real browser. */
@NullMarked
package io.salesledger.queryapi.page;

import org.jspecify.annotations.NullMarked;
