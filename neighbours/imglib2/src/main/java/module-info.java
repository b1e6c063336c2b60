import org.jspecify.annotations.NullMarked;

/** Arrays as ImgLib2's images, and back. */
@NullMarked
@SuppressWarnings({
  "module", // ends in a digit, as the library's
  "requires-automatic", // the library has a name, no module-info
  "requires-transitive-automatic"
})
module io.mmapdict.imglib2 {
  requires transitive io.mmapdict.ndarray;
  requires transitive net.imglib2;
  requires static transitive org.jspecify;

  exports io.mmapdict.imglib2;
}
