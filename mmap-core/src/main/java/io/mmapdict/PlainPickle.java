package io.mmapdict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleFiles;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.spi.Encoding;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** Ordinary pickles of a dict, as Python's {@code pickle.dump} writes them. */
public final class PlainPickle {
  private PlainPickle() {}

  /**
   * Makes a file of a pickle that holds a dict with text keys, of any protocol. The pickle is
   * mapped and not read: large byte strings and arrays go from the one file into the other without
   * passing through Java's memory. Everything else, strs, numbers and containers, does.
   *
   * <p>Python finds equal objects in the new file: what no codec {@linkplain
   * io.mmapdict.pickle.spi.ValueCodec#keeps keeps} is written as the calls that it was. Arrays
   * become arrays in the portable form. An object that several entries share is written whole into
   * each of them, for entries are loaded and removed alone; within one entry it stays shared.
   *
   * @param source not changed
   * @param target a file that does not exist; it appears when it is whole, or not at all
   * @return how many entries it has
   * @throws MmapDictException if the source is no such pickle, a key cannot be a key, or the target
   *     is there already or cannot be written
   */
  public static int convert(Path source, Path target) {
    return convert(source, target, (done, total) -> {});
  }

  /**
   * The same, watched.
   *
   * @param progress told now and then, in the calling thread, about how much of the source is
   *     written; what it throws ends the work, and there is no target then
   */
  public static int convert(Path source, Path target, Progress progress) {
    Path from = source.toAbsolutePath();
    Path to = target.toAbsolutePath();
    if (Files.exists(to)) {
      throw there(to);
    }
    if (!Files.isRegularFile(from)) {
      throw new MmapDictException(
          from, Files.exists(from) ? "it is no regular file" : "there is no such file");
    }
    if (!Files.isDirectory(to.getParent())) {
      throw new MmapDictException(to, "its folder does not exist; make it first");
    }
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        Arena arena = Arena.ofShared()) {
      MemorySegment pickle = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
      Map<?, ?> dict = dictOf(from, pickle);
      long total = pickle.byteSize();
      long[] done = {0};
      return write(
          dict,
          from,
          to,
          more -> {
            done[0] = Math.min(total, done[0] + more); // arrays may become longer
            progress.at(done[0], total);
          });
    } catch (IOException e) {
      throw new MmapDictException(
          from, null, MmapDictException.NO_OFFSET, "cannot be read: " + e.getMessage(), e);
    } catch (InternalError e) {
      throw new FileCutException(from, e);
    }
  }

  private static Map<?, ?> dictOf(Path source, MemorySegment pickle) {
    Object value;
    try {
      value = Codecs.installed().loadToConvert(pickle);
    } catch (PickleException e) {
      if (PickleFiles.looksLikePickle(pickle, pickle.byteSize())) {
        throw new DamagedFileException(source, null, e.offset(), "no whole pickle: ", e);
      }
      throw new MmapDictException(
          source, null, e.offset(), "no whole pickle: " + PickleFiles.explain(pickle, e), e);
    }
    if (!(value instanceof Map<?, ?> dict) || value instanceof PyMap) {
      throw new MmapDictException(
          source,
          "holds an object of type "
              + Codecs.installed().typeName(value)
              + ", not dict; dump dict(...) or {'name': value} from Python and convert that");
    }
    for (Object key : dict.keySet()) {
      if (!(key instanceof String text)) {
        throw new MmapDictException(
            source,
            key instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : String.valueOf(key),
            MmapDictException.NO_OFFSET,
            "the key is of type "
                + Codecs.installed().typeName(key)
                + ", not str; rename it in Python",
            null);
      }
      Key.encode(source, text);
    }
    return dict;
  }

  private static int write(Map<?, ?> dict, Path source, Path target, LongConsumer written)
      throws IOException {
    long random = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
    Path beside =
        target.resolveSibling(".mmapdict-" + ProcessHandle.current().pid() + "-" + random);
    try {
      fill(beside, dict, written);
      try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        out.force(false);
      }
      Files.createLink(target, beside);
      return dict.size();
    } catch (FileAlreadyExistsException e) {
      throw there(target);
    } catch (NoSpaceException e) {
      throw e.of(target);
    } catch (PickleException e) {
      throw new MmapDictException(
          source, null, MmapDictException.NO_OFFSET, "cannot be written: " + e.getMessage(), e);
    } catch (MmapDictException e) {
      String why = String.valueOf(e.getMessage());
      String made = beside + ": "; // its name is nothing to the user
      throw new MmapDictException(
          target,
          e.key(),
          MmapDictException.NO_OFFSET,
          why.startsWith(made) ? why.substring(made.length()) : "cannot be made: " + why,
          e);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void fill(Path file, Map<?, ?> dict, LongConsumer written) {
    OpenFile open =
        OpenFile.open(
            new OpenFile.How(
                file,
                OpenMode.CREATE,
                Durability.PROCESS,
                UnaryOperator.identity(),
                FileHandle.USUAL_RANGE_BYTES));
    Codecs codecs = Codecs.installed();
    try {
      for (Map.Entry<?, ?> entry : dict.entrySet()) {
        Encoding encoding = codecs.encode(entry.getValue());
        String key = (String) entry.getKey();
        boolean large = NewEntry.of(file, key, encoding).isLarge();
        open.writer.change(
            key, large ? new WatchedEncoding(encoding, written) : encoding, now -> true);
        if (!large) {
          written.accept(encoding.sizeAt(0));
        }
      }
    } finally {
      open.close();
    }
  }

  private static MmapDictException there(Path target) {
    return new MmapDictException(target, "is there already; name a file that does not exist");
  }
}
