package io.mmapdict.registration.photo;

import java.util.OptionalDouble;

/**
 * A photograph as read from a file.
 *
 * @param pixels gray or RGB, upright: the EXIF orientation is applied already
 * @param exposureSeconds the exposure time from EXIF, positive, if the file has one
 */
public record Photo(Pixels pixels, OptionalDouble exposureSeconds) {}
