import org.jspecify.annotations.NullMarked;

/** A map in one file that is an ordinary Python pickle. */
@NullMarked
module io.mmapdict {
  requires transitive io.mmapdict.pickle;
  requires java.net.http;
  requires jdk.jfr;
  requires static transitive org.jspecify;

  exports io.mmapdict;
}
