/** Runs the tasks of {@code io.mmapdict.parallel} on an Apache Spark cluster. */
@NullMarked
package io.mmapdict.spark;

import org.jspecify.annotations.NullMarked;
