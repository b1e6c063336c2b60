package io.mmapdict;

import io.mmapdict.pickle.DeepEquality;
import io.mmapdict.remote.RemoteName;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map in one file, which is an ordinary Python pickle of a dict. Large values, arrays above all,
 * are not read but mapped where they lie.
 *
 * <p><b>Sharing.</b> Any number of threads and processes, Python ones with mmappickle too, may read
 * and change one file at once. Reading takes no lock and, while nothing changes, makes no system
 * call; of a file that mmappickle made and nobody here has changed yet, one or two. A change holds
 * {@code flock(2)} for a moment, small ones that follow each other at once for about a millisecond
 * together; each is seen by everyone at once, whole. The methods that decide and change ({@code
 * putIfAbsent}, {@code replace}, {@code compute}, ...) are atomic across processes. The functions
 * given to them run while nothing is locked but the key claimed: of all threads and processes one
 * at a time runs a function for a key. A claim keeps nobody from putting or removing the key; the
 * function runs once more then. A function may compute other keys of this map, not its own.
 *
 * <p><b>Killed processes.</b> Whatever moment a process dies at, the file loads in plain Python
 * with everything that was stored before. {@link Durability} says whether it survives a power cut.
 *
 * <p><b>Keys</b> have at most 255 bytes of UTF-8 and stand in the order of the file: a replaced key
 * moves to the end. <b>Values</b> are what a codec writes; a null cannot be stored, but Python's
 * {@code None} is read as null, and such a key counts as absent where a value is asked for. Values
 * are compared by {@link DeepEquality#equal}.
 *
 * <p><b>Lifetime.</b> Mapped values are views of the file and end with {@link #close}: their use
 * then throws {@link IllegalStateException}. Replacing or removing a key leaves values got before
 * as they are. What is stored into them is stored into the file; see {@link OpenMode} for what is
 * not.
 *
 * <p>Every method throws {@link MmapDictException} where file, key or value is at fault, {@link
 * UnsupportedOperationException} for a change of a file opened read-only or copy-on-write, and
 * {@link IllegalStateException} once closed.
 *
 * <p>Linux only. See {@code docs/format.md} for the file.
 */
public final class MmapDict implements ConcurrentMap<String, Object>, AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient CurrentFile file;
  private final transient Changes changes;
  private final transient Watch watch;

  /** Opens a file, watched by a test perhaps. */
  MmapDict(OpenFile.How how) {
    this.file = new CurrentFile(how);
    this.changes = new Changes(file);
    this.watch = new Watch(how.path(), this::commitNumber);
  }

  /** Opens a file to read and write, and makes it where there is none. */
  public static MmapDict open(Path path) {
    return open(path, OpenMode.CREATE);
  }

  /** Opens a file. Changes survive the end of any process. */
  public static MmapDict open(Path path, OpenMode mode) {
    return open(path, mode, Durability.PROCESS);
  }

  /**
   * Opens a file. Where a killed writer left something behind, an opener that may write puts it out
   * of the way.
   *
   * @throws MmapDictException if the file cannot be opened or is none of ours; it is unchanged then
   */
  public static MmapDict open(Path path, OpenMode mode, Durability durability) {
    return new MmapDict(OpenFile.How.of(path, mode, durability));
  }

  /**
   * Opens a file on a web server, to be read: {@code https://host/scan.mmdpickle}. The server must
   * answer requests for parts of files (range requests), as nginx and most others do. Of a {@code
   * file:} URI the file is opened, read-only.
   *
   * <p>What is fetched: by which keys there are, through the index in the file where it has one; of
   * a value, when it is asked for, all but large byte strings; of an array the elements that are
   * needed, when they are. Up to 1 GiB of arrays is kept in an unnamed file in the temporary folder
   * ({@code java.io.tmpdir}), and fetched once; the system property {@code mmapdict.remote.cache}
   * says another number of MiB. What is in use is never dropped: who needs more at once than that
   * is told to.
   *
   * <p>The map is that of the moment of opening: {@link #onChange} tells nothing, and {@link
   * #awaitCommit} waits until its timeout. A file that others go on appending to can be read all
   * the while. Where it was replaced or vacuumed, or the key removed whose elements are asked for,
   * and they are not here yet, they are refused; open it again.
   *
   * @throws MmapDictException if the file cannot be had, is none of ours, or the server knows no
   *     ranges
   */
  public static MmapDict open(URI uri) {
    return "file".equalsIgnoreCase(uri.getScheme())
        ? open(Path.of(uri), OpenMode.READ_ONLY)
        : new MmapDict(OpenFile.How.of(RemoteFile.of(uri)));
  }

  /**
   * The absolute path of the file. Of one that was opened by a URL the URL as a path, which leads
   * nowhere; see {@link #uri}.
   */
  public Path path() {
    return file.how().path();
  }

  /** Where the file is: the URL it was opened by, else its path with the scheme {@code file}. */
  public URI uri() {
    RemoteFile remote = file.how().remote();
    return remote == null ? path().toUri() : remote.uri();
  }

  /** The file as people know it, for messages: its absolute path, or the URL it was opened by. */
  public String name() {
    return RemoteName.text(path());
  }

  /** How the file was opened. */
  public OpenMode mode() {
    return file.how().mode();
  }

  /** A number that changes with every change of the file, by whomever. */
  public int commitNumber() {
    return file.on(open -> open.live.commitNumber());
  }

  /** How many bytes the file has now. Of one on a web server, as far as it is known here. */
  public long byteSize() {
    return file.on(open -> open.file.size());
  }

  /**
   * Every entry of the file in its order, dead ones too. Walks over the whole file.
   *
   * <p>Of a damaged file, the entries before the damage.
   */
  public List<EntryInfo> entries() {
    return file.on(OpenFile::entries);
  }

  @Override
  public @Nullable Object get(Object key) {
    return file.on(open -> open.valueOr(key, null));
  }

  /**
   * The value of a key as a type: a record of a dict, a narrower number, an array; null where the
   * key is absent.
   *
   * @throws MmapDictException if the value is of another kind
   */
  public <T> @Nullable T get(String key, Class<T> type) {
    return file.on(open -> {
      FileEntry entry = open.find(key);
      return entry == null ? null : open.values.of(entry, type);
    });
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String && file.on(open -> open.find(key) != null);
  }

  /** {@inheritDoc} Decodes values until it is found. */
  @Override
  public boolean containsValue(Object value) {
    return values().stream().anyMatch(each -> DeepEquality.equal(each, value));
  }

  @Override
  public Object getOrDefault(Object key, Object other) {
    return file.on(open -> open.valueOr(key, other));
  }

  /** {@inheritDoc} Looks at every entry. */
  @Override
  public int size() {
    return live().entries().size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Decodes the value it replaces, as a map has to; {@link #set} does not.
   */
  @Override
  public @Nullable Object put(String key, Object value) {
    return changes.put(key, value);
  }

  /** Stores a value under a key, whatever was there. */
  public void set(String key, Object value) {
    changes.set(key, value);
  }

  /**
   * {@link #set(String, Object)}, watched.
   *
   * @param written told now and then, by this thread, how many bytes more of the value are written;
   *     it must not use this map
   */
  public void set(String key, Object value, LongConsumer written) {
    changes.set(key, value, written);
  }

  /**
   * {@inheritDoc}
   *
   * <p>About a mebibyte of values at a time is stored at once: all of them are there or none. Where
   * a value cannot be stored, those before it in the map may have been.
   */
  @Override
  public void putAll(Map<? extends String, ?> map) {
    changes.putAll(map);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Decodes the value it removes, as a map has to; {@link #delete} does not.
   */
  @Override
  public @Nullable Object remove(Object key) {
    return changes.remove(key);
  }

  /** Removes a key. True if it was there. */
  public boolean delete(@Nullable Object key) {
    return changes.delete(key);
  }

  @Override
  public void clear() {
    live().entries().forEach(entry -> delete(entry.key));
  }

  @Override
  public @Nullable Object putIfAbsent(String key, Object value) {
    return changes.putIfAbsent(key, value);
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    return changes.removeIfEqual(key, value);
  }

  @Override
  public boolean replace(String key, Object old, Object value) {
    return changes.replaceIfEqual(key, old, value);
  }

  @Override
  public @Nullable Object replace(String key, Object value) {
    return changes.replace(key, value);
  }

  @Override
  public @Nullable Object compute(
      String key, BiFunction<? super String, ? super Object, ? extends Object> function) {
    return changes.compute(key, function);
  }

  @Override
  public @Nullable Object computeIfAbsent(
      String key, Function<? super String, ? extends Object> function) {
    return changes.computeIfAbsent(key, function);
  }

  @Override
  public @Nullable Object computeIfPresent(
      String key, BiFunction<? super String, ? super Object, ? extends Object> function) {
    return changes.computeIfPresent(key, function);
  }

  @Override
  public @Nullable Object merge(
      String key,
      Object value,
      BiFunction<? super Object, ? super Object, ? extends Object> function) {
    return changes.merge(key, value, function);
  }

  /**
   * Runs a function on the value of a key where it lies in the file: of all threads and processes
   * one at a time for a key, as those of {@link #compute}. The function may put the key.
   *
   * @return what the function gives
   */
  public <R extends @Nullable Object> R inPlace(String key, Function<InPlace, R> function) {
    return changes.inPlace(key, function);
  }

  @Override
  public void replaceAll(BiFunction<? super String, ? super Object, ? extends Object> function) {
    Objects.requireNonNull(function, "the function is null");
    for (FileEntry entry : live().entries()) {
      computeIfPresent(entry.key, function);
    }
  }

  /** The keys in file order. An iterator shows those that were there when it was made. */
  @Override
  public Set<String> keySet() {
    return Views.keys(this);
  }

  /** The values in file order. An iterator shows those that were there when it was made. */
  @Override
  public Collection<Object> values() {
    return Views.values(this);
  }

  /** The entries in file order. An iterator shows those that were there when it was made. */
  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return Views.entries(this);
  }

  /**
   * The map as it is now, in file order: whatever anyone puts or removes later, it stays the same.
   * It cannot be changed. It costs a look at every entry and decodes nothing; each value is decoded
   * whenever it is asked for.
   *
   * <p>It ends with {@link #close}, as values do. A vacuum leaves it whole; one of mmappickle,
   * which moves entries in place, makes its values throw {@link MmapDictException}.
   */
  public Map<String, Object> snapshot() {
    return file.on(Snapshot::new);
  }

  /**
   * Tells a listener the commit number whenever it has changed, by whatever process, within 25 ms
   * or so; many changes in quick succession are told as one. To learn what changed, look. A number
   * may come a moment before its change can be seen; another number comes then.
   *
   * <p>All listeners of this object are told by one daemon thread, which exists while there are
   * any: a slow one holds up the others. What a listener throws goes to that thread's uncaught
   * exception handler, and the listener stays. Being told ends with the registration or with {@link
   * #close}.
   */
  public Registration onChange(IntConsumer listener) {
    return watch.add(listener);
  }

  /**
   * Waits until the commit number is another one than given, by whatever process.
   *
   * @param after a {@link #commitNumber} that is known
   * @return the number then, or {@code after} if the timeout passed first; it may come a moment
   *     before the change can be seen, and changes again then
   * @throws IllegalStateException if the file is or gets closed
   */
  public int awaitCommit(int after, Duration timeout) throws InterruptedException {
    return watch.await(after, timeout);
  }

  /**
   * How long the methods that run a function wait where somebody else, a thread or a process, runs
   * one for the same key: 5 minutes unless told otherwise. They throw {@link MmapDictException}
   * then. Holds for this object, and for what workers open in its place.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setClaimTimeout(Duration timeout) {
    changes.setClaimTimeout(timeout);
  }

  /**
   * Whether the system reads more of the file than is touched, by this object and its values: on
   * unless told otherwise. Off suits whoever touches few elements of arrays that are larger than
   * memory, one band of a cube say, where reading ahead (8 MiB for each element, on some machines)
   * takes far longer and fills memory; whoever goes through an array from end to end waits longer
   * then. Only a file that is not in memory yet makes a difference.
   */
  public void setReadAhead(boolean on) {
    file.setReadAhead(on);
  }

  /** {@link #vacuum(Progress)}, unobserved. */
  public Savings vacuum() {
    return changes.toFile(open -> Vacuum.run(open, null));
  }

  /**
   * Copies the living entries to a new file that takes the place of this one. The file lock is held
   * meanwhile: whoever wants to change the file waits.
   *
   * <p>Every handle of this library, this one and readers in other processes, goes on with the new
   * file by itself. Values mapped before stay as they are until their handle is closed, but they
   * are views of the old file: what is stored into them from now on is lost, so get them again. An
   * mmappickle process that has the file open must open it again; what it puts after that moment
   * goes to the old file.
   *
   * <p>Killed at any moment, with the disk full or stopped by an exception of {@code progress}, the
   * file is as it was; what a killed one leaves beside it is removed by the next.
   *
   * @param progress told now and then, in the calling thread and without any lock
   * @return what was saved
   * @throws NoSpaceException if the disk has no room for the living entries beside the old file
   * @throws MmapDictException if another handle may write, with the number of its process, if this
   *     handle is just writing a large value or running a function for a key, if the file is
   *     damaged, has another hard link or is no longer at its path, if its owner cannot be kept, or
   *     if its folder takes no new file
   */
  public Savings vacuum(Progress progress) {
    return changes.toFile(open -> Vacuum.run(open, progress));
  }

  /**
   * Gives the disk space of removed and replaced values back, at once: nothing moves, the file
   * keeps its length, and its holes read as zeros. Only byte strings are given back, so the data of
   * arrays; the rest is left to {@link #vacuum}.
   *
   * <p>Values of removed keys that are still mapped in this very handle read as zeros afterwards.
   *
   * @return what was saved
   * @throws MmapDictException if any other handle, a reader's too, has the file open, with the
   *     number of its process, if the file is damaged or if its file system knows no holes
   */
  public Savings reclaim() {
    return changes.toFile(Reclaim::run);
  }

  /** Equal to every map of equal entries: decodes all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Map<?, ?> map && entrySet().equals(map.entrySet()));
  }

  @Override
  public int hashCode() {
    return entrySet().hashCode();
  }

  @Override
  public String toString() {
    return "MmapDict[" + RemoteName.text(path()) + "]";
  }

  /**
   * Closes the file and ends the life of every value mapped from it. May be called again.
   *
   * <p>A large value that another thread is putting is given up: its put throws {@link
   * IllegalStateException}, and the old value stands. System calls that read a value of this map
   * are waited for.
   *
   * @throws IllegalStateException if the payload of a value calls it that is being put into this
   *     map; nothing is closed then
   */
  @Override
  public void close() {
    file.requireElsewhere();
    watch.close();
    file.close();
  }

  /** The live entries in file order, with the file they lie in. */
  LiveEntries live() {
    return file.on(open -> new LiveEntries(this, open, open.lookup.live()));
  }

  private Object writeReplace() {
    return new SerializedForm(
        path().toString(), mode(), file.how().durability(), changes.claimMillis());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a MmapDict travels as its path");
  }
}
