package io.mmapdict.formats;

/** What setting an element of a mapped array does, as numpy's {@code mmap_mode}. */
public enum Access {
  /** It is refused: the array is read-only. numpy's {@code "r"}. */
  READ_ONLY,

  /** The file changes, and whoever has it mapped sees it. numpy's {@code "r+"}. */
  READ_WRITE,

  /**
   * The array changes, the file does not: a page that is changed becomes memory of this process.
   * numpy's {@code "c"}. The file may be one that the process may only read (which Linux maps, by a
   * native call).
   */
  COPY_ON_WRITE
}
