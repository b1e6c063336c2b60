package io.mmapdict.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/** The peer: the same small entries in an LMDB environment without sync. */
final class Lmdb implements AutoCloseable {
  private static final long MAP_BYTES = 4L << 30;

  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> dbi;
  private final ByteBuffer key = ByteBuffer.allocateDirect(511);
  private final ByteBuffer value =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Opens or makes it in an existing folder. */
  Lmdb(Path folder) {
    env =
        Env.create()
            .setMapSize(MAP_BYTES)
            .setMaxDbs(1)
            .open(folder.toFile(), EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NOMETASYNC);
    dbi = env.openDbi("small", DbiFlags.MDB_CREATE);
  }

  /** One entry, one commit. */
  void put(String text, long number) {
    try (Txn<ByteBuffer> txn = env.txnWrite()) {
      put(txn, text, number);
      txn.commit();
    }
  }

  /** The entries {@code prefix + from} to {@code prefix + (to - 1)} in one commit. */
  void putAll(String prefix, int from, int to) {
    try (Txn<ByteBuffer> txn = env.txnWrite()) {
      for (int i = from; i < to; i++) {
        put(txn, prefix + i, i);
      }
      txn.commit();
    }
  }

  /** How many entries there are. */
  long size() {
    try (Txn<ByteBuffer> txn = env.txnRead()) {
      return dbi.stat(txn).entries;
    }
  }

  @Override
  public void close() {
    env.close();
  }

  private void put(Txn<ByteBuffer> txn, String text, long number) {
    key.clear().put(text.getBytes(StandardCharsets.UTF_8)).flip();
    value.clear().putLong(number).flip();
    dbi.put(txn, key, value, new PutFlags[0]);
  }
}
