/** Image files as arrays: PNG, JPEG and TIFF, the numbers as they stand in the file. */
@NullMarked
package io.mmapdict.images;

import org.jspecify.annotations.NullMarked;
