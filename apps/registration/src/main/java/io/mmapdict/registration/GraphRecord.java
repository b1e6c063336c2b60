package io.mmapdict.registration;

import java.util.Map;

/**
 * Where the pairs put each photo: {@code graph}.
 *
 * @param photos by their names, the reference first
 */
public record GraphRecord(Map<String, PlacementRecord> photos) {}
