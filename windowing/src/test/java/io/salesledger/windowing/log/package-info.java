@NullMarked
package io.salesledger.windowing.log;

import org.jspecify.annotations.NullMarked;
