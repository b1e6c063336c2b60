import org.jspecify.annotations.NullMarked;

/** Arrays that are allocated in the file and never in memory. */
@NullMarked
module io.mmapdict.stubs {
  requires transitive io.mmapdict;
  requires transitive io.mmapdict.masked;
  requires static transitive org.jspecify;

  exports io.mmapdict.stubs;

  provides io.mmapdict.pickle.spi.ValueCodec with
      io.mmapdict.stubs.codec.EmptyMaskedArrayCodec,
      io.mmapdict.stubs.codec.EmptyNDArrayCodec,
      io.mmapdict.stubs.codec.GrowingCodec,
      io.mmapdict.stubs.codec.StubCodec;
}
