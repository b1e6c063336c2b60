import org.jspecify.annotations.NullMarked;

/** What the neighbours share. */
@NullMarked
module io.mmapdict.neighbours {
  requires transitive io.mmapdict.ndarray;
  requires static transitive org.jspecify;

  exports io.mmapdict.neighbours;
}
