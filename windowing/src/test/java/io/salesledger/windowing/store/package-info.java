@NullMarked
package io.salesledger.windowing.store;

import org.jspecify.annotations.NullMarked;
