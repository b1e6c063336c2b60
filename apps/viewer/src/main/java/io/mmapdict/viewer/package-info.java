/** Shows a file in the browser while others write it: see {@link io.mmapdict.viewer.Viewer}. */
@NullMarked
package io.mmapdict.viewer;

import org.jspecify.annotations.NullMarked;
