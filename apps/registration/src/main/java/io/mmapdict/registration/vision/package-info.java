/**
 * The registration engine: keypoints, matching, homographies and the tests that a homography must
 * pass before it is called a registration. Knows images and plain records, no files and no
 * processes.
 *
 * <p>Coordinates everywhere: x right, y down, in pixels, the first pixel's centre at (0, 0). All
 * methods are pure functions of their arguments (random sampling is seeded), start no threads and
 * keep nothing between calls; they may be called from any thread.
 */
@NullMarked
package io.mmapdict.registration.vision;

import org.jspecify.annotations.NullMarked;
