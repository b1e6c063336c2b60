import org.jspecify.annotations.NullMarked;

/** Arrays over memory segments, and how they stand in pickles. */
@NullMarked
@SuppressWarnings("module") // The modules that build on the codecs are compiled later.
module io.mmapdict.ndarray {
  requires transitive io.mmapdict.pickle;
  requires static transitive org.jspecify;

  exports io.mmapdict.ndarray;
  exports io.mmapdict.ndarray.codec to
      io.mmapdict.formats,
      io.mmapdict.masked,
      io.mmapdict.stubs;
  exports io.mmapdict.ndarray.text to
      io.mmapdict.masked;

  provides io.mmapdict.pickle.spi.ValueCodec with
      io.mmapdict.ndarray.codec.DTypeCodec,
      io.mmapdict.ndarray.codec.MmappickleArrayCodec,
      io.mmapdict.ndarray.codec.NumpyPickleCodec,
      io.mmapdict.ndarray.codec.NumpyScalarCodec,
      io.mmapdict.ndarray.codec.NDArrayCodec,
      io.mmapdict.ndarray.codec.ObjectArrayCodec;
}
