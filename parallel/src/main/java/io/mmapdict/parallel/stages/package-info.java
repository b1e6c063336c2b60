/** Pipelines: which keys of a file are made of which, and what of it is still to be done. */
@NullMarked
package io.mmapdict.parallel.stages;

import org.jspecify.annotations.NullMarked;
