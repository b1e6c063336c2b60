package io.mmapdict;

/** What an opener of a file intends. */
public enum OpenMode {
  /** The file must exist and is never changed: every change is refused. */
  READ_ONLY,
  /** The file must exist. */
  READ_WRITE,
  /** Like {@link #READ_WRITE}, and the file is made where there is none. */
  CREATE
}
