package io.mmapdict;

/** What an opener of a file intends. */
public enum OpenMode {
  /** The file must exist and is never changed: every change is refused. */
  READ_ONLY,

  /**
   * Like {@link #READ_ONLY}, also where the file may only be read, but the elements of arrays may
   * be set: for this object alone, in memory. numpy's {@code "c"}.
   *
   * <p>A page of an array that is set becomes memory of this process. Who gets the key again from
   * this object gets the same pages, until the key is replaced or removed or the file moves, by a
   * vacuum; what was got before stays as it is until {@link MmapDict#close}. What others set is
   * seen in pages where nothing was set here, but the first and the last page of a value, at most
   * two, are those of the moment it was first got. An array that grows stays as long as it was
   * then.
   *
   * <p>Of a file that mmappickle alone has written so far, nobody can tell whether it has put or
   * vacuumed: there the next change counts as a move. The memory of what was got before a move is
   * given back once no array of then, and no snapshot, is reachable any more. Sent to another
   * process, the map is opened anew there, and has nothing of what was set here.
   */
  COPY_ON_WRITE,

  /** The file must exist. */
  READ_WRITE,

  /** Like {@link #READ_WRITE}, and the file is made where there is none. */
  CREATE;

  /** Whether the file may be changed. */
  boolean writes() {
    return this == READ_WRITE || this == CREATE;
  }
}
