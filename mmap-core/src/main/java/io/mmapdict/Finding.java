package io.mmapdict;

import org.jspecify.annotations.Nullable;

/**
 * One thing that {@link FileCheck} found.
 *
 * @param severity what it means for the file
 * @param offset the byte of the file concerned
 * @param key of the entry concerned, or null where there is none
 * @param what was expected and found
 */
public record Finding(Severity severity, long offset, @Nullable String key, String what) {
  /** What a finding means for the file. */
  public enum Severity {
    /** Nothing is lost, and whoever writes next puts it in order if that is needed. */
    NOTE,
    /** The file is not what the format says: values are lost or cannot be read. */
    DAMAGE
  }
}
