import org.jspecify.annotations.NullMarked;

/** Arrays as java.awt's images, and back. */
@NullMarked
module io.mmapdict.awt {
  requires transitive io.mmapdict.ndarray;
  requires transitive java.desktop;
  requires io.mmapdict.neighbours;
  requires static transitive org.jspecify;

  exports io.mmapdict.awt;
}
