/**
 * High dynamic range from a bracket of exposures: the camera's response, the radiance, and a
 * preview of it. Knows nothing of where the photos are kept. Starts no threads; all methods are
 * functions of their arguments.
 */
@NullMarked
package io.mmapdict.registration.hdr;

import org.jspecify.annotations.NullMarked;
