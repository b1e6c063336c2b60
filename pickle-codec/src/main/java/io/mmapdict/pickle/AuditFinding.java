package io.mmapdict.pickle;

/**
 * One thing that Python would do if it loaded a pickle.
 *
 * @param offset of the opcode that does it, from the start of the segment
 * @param name what is imported or called, {@code module.name} as Python 3 calls it; of one of more
 *     than 64 characters the first 40 and dots, after 2^18 characters of such; or in words, what is
 *     known of it
 * @param allowed whether all names it needs are on the list
 */
public record AuditFinding(long offset, What what, String name, boolean allowed) {
  /** What it would do. */
  public enum What {
    /** Imports something. */
    IMPORT,
    /** Calls something that it has imported, or made. */
    CALL,
    /** Calls a method of something that it has made: gives it its state or elements. */
    CHANGE,
    /** Imports what a number stands for in Python's registry of extensions. */
    EXTENSION,
    /** Asks who loads it for an object. */
    PERSISTENT_ID,
    /** It cannot be told: the opcodes cannot be followed from here on. */
    UNREAD
  }
}
