@NullMarked
package io.salesledger.windowing;

import org.jspecify.annotations.NullMarked;
