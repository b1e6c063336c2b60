import org.jspecify.annotations.NullMarked;

/** Reads and writes Python pickles. Knows nothing of mmapdict's file. */
@NullMarked
module io.mmapdict.pickle {
  requires static transitive org.jspecify;

  exports io.mmapdict.pickle;
  exports io.mmapdict.pickle.spi;

  uses io.mmapdict.pickle.spi.ValueCodec;
}
