import org.jspecify.annotations.NullMarked;

/** Arrays some of whose elements are masked out, and how they stand in pickles. */
@NullMarked
@SuppressWarnings("module") // The module that builds on the codec is compiled later.
module io.mmapdict.masked {
  requires transitive io.mmapdict.ndarray;
  requires static transitive org.jspecify;

  exports io.mmapdict.masked;
  exports io.mmapdict.masked.codec to
      io.mmapdict.stubs;

  provides io.mmapdict.pickle.spi.ValueCodec with
      io.mmapdict.masked.codec.MaskedArrayCodec;
}
