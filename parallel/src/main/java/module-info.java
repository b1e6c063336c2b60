import org.jspecify.annotations.NullMarked;

/** Runs tasks over the keys of an {@link io.mmapdict.MmapDict}, in processes or in threads. */
@NullMarked
module io.mmapdict.parallel {
  requires transitive io.mmapdict;
  requires java.management;
  requires jdk.jfr;
  requires jdk.management;
  requires static org.jspecify;

  exports io.mmapdict.parallel;
  exports io.mmapdict.parallel.stages;
}
