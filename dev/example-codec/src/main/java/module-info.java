import org.jspecify.annotations.NullMarked;

/** A user's own type and its codec. */
@NullMarked
module io.mmapdict.example {
  requires static org.jspecify;
  requires io.mmapdict.pickle;

  exports io.mmapdict.example;

  provides io.mmapdict.pickle.spi.ValueCodec with
      io.mmapdict.example.codec.PointCloudCodec;
}
