/** Arrays as BoofCV's images, and back. */
@NullMarked
package io.mmapdict.boofcv;

import org.jspecify.annotations.NullMarked;
