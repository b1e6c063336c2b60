package io.mmapdict.pickle;

/** What something is that is neither a name, a str or a container nor made by calling something. */
enum AuditPlain {
  /** Imported by a name that only running it tells. */
  UNKNOWN_GLOBAL,
  /** Anything else. */
  OTHER
}
