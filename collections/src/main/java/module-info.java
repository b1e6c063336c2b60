import org.jspecify.annotations.NullMarked;

/**
 * Codecs for Guava's and Eclipse Collections' own types, as Python's own collections: nobody needs
 * more than plain Python to load them. Their lists, maps and sets need no codec: they are Java's
 * too.
 */
@NullMarked
module io.mmapdict.collections {
  requires static org.jspecify;
  requires io.mmapdict.pickle;
  requires com.google.common;
  requires org.eclipse.collections.api;
  requires org.eclipse.collections.impl;

  provides io.mmapdict.pickle.spi.ValueCodec with
      io.mmapdict.collections.CounterCodec,
      io.mmapdict.collections.MultimapCodec,
      io.mmapdict.collections.PrimitiveListCodec,
      io.mmapdict.collections.PrimitiveMapCodec,
      io.mmapdict.collections.PrimitiveSetCodec,
      io.mmapdict.collections.RangeCodec,
      io.mmapdict.collections.TableCodec;
}
