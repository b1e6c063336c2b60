/**
 * A mosaic from photos that overlap. Knows nothing of where the photos are kept. Starts no threads;
 * all methods are functions of their arguments.
 */
@NullMarked
package io.mmapdict.registration.stitch;

import org.jspecify.annotations.NullMarked;
