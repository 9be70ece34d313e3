/** The real jar and a real Redis for tests, of this module and of the page. */
@NullMarked
package io.salesledger.queryapi.support;

import org.jspecify.annotations.NullMarked;
