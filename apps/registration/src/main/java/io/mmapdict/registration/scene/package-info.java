/**
 * A scene of high dynamic range, rendered and photographed with everything known: for the demo and
 * the tests. The scene is a wall, a plane, so any two views of it differ by an exact homography.
 */
@NullMarked
package io.mmapdict.registration.scene;

import org.jspecify.annotations.NullMarked;
