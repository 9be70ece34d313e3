/** Specifications of verify: equal views pass, any one edited figure is named. */
@NullMarked
package io.salesledger.windowing.audit;

import org.jspecify.annotations.NullMarked;
