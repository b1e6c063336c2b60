/** Arrays as EJML's matrices, and back. */
@NullMarked
package io.mmapdict.ejml;

import org.jspecify.annotations.NullMarked;
