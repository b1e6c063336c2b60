/**
 * Photographs in and pictures out: samples, EXIF exposure times, PNG files. Knows nothing of where
 * the samples are kept.
 */
@NullMarked
package io.mmapdict.registration.photo;

import org.jspecify.annotations.NullMarked;
