@NullMarked
package io.salesledger.windowing.topology;

import org.jspecify.annotations.NullMarked;
