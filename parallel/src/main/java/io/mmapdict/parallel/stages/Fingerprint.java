package io.mmapdict.parallel.stages;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** SHA-256 over texts and values, each with its length, so that no two rows of them are alike. */
final class Fingerprint {
  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Of one value, as it would be written. */
  static String of(@Nullable Object value) {
    return new Fingerprint().value(value).toHex();
  }

  Fingerprint text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    length(bytes.length);
    digest.update(bytes);
    return this;
  }

  Fingerprint value(@Nullable Object value) {
    var encoding = Codecs.installed().encode(value);
    length(encoding.sizeAt(0));
    encoding.writeTo(0, new DigestSink(digest));
    return this;
  }

  String toHex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void length(long length) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(length).flip());
  }

  private record DigestSink(MessageDigest digest) implements PayloadSink {
    private static final int PART_BYTES = 1 << 16;
    private static final byte[] ZEROS = new byte[PART_BYTES];

    /** Copied first: a native digest over a mapping that another program cuts would end the JVM. */
    @Override
    public void write(MemorySegment bytes) {
      byte[] part = new byte[(int) Math.min(PART_BYTES, bytes.byteSize())];
      for (long at = 0; at < bytes.byteSize(); at += part.length) {
        int length = (int) Math.min(part.length, bytes.byteSize() - at);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, part, 0, length);
        digest.update(part, 0, length);
      }
    }

    @Override
    public void skip(long byteCount) {
      for (long at = 0; at < byteCount; at += PART_BYTES) {
        digest.update(ZEROS, 0, (int) Math.min(PART_BYTES, byteCount - at));
      }
    }
  }
}
