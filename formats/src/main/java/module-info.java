import org.jspecify.annotations.NullMarked;

/** Other systems' files, their arrays mapped where they lie. */
@NullMarked
module io.mmapdict.formats {
  requires transitive io.mmapdict.ndarray;
  requires org.apache.commons.compress;
  requires org.tukaani.xz;
  requires static transitive org.jspecify;

  exports io.mmapdict.formats;
}
