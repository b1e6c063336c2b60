package io.mmapdict.pickle;

/** What something is that is neither a name, a str or a tuple nor made by calling something. */
enum AuditPlain {
  /** A list, dict or set. */
  COLLECTION,
  /** Imported by a name that only running it tells. */
  UNKNOWN_GLOBAL,
  /** Anything else. */
  OTHER
}
