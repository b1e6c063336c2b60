package io.mmapdict.parallel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How an attempt at a task ended. */
sealed interface Reply {

  /** The packed result. */
  @SuppressWarnings("ArrayRecordComponent") // Moved on, never compared.
  record Done(byte[] result) implements Reply {}

  /** The task ended well, its result cannot travel. */
  record Unsent(String why) implements Reply {}

  /**
   * The task threw: the packed exception, its own words, and the trace as text.
   *
   * @param refused the task did not begin, for it or its key cannot be read, here as elsewhere
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Failed(
      boolean refused, String type, String description, String stackTrace, byte[] exception)
      implements Reply {}

  /** Where the task is that has not ended. Goes no further than to who asked. */
  record Where(String stackTrace) implements Reply {}

  /** The worker died in the task. Never travels. */
  record Died(WorkerException why) implements Reply {}

  /** The deadline passed, and the task was ended. Never travels. */
  record Overdue(WorkerException why) implements Reply {}

  /** The deadline passed, and the task cannot be ended. Never travels. */
  record Abandoned(WorkerException why) implements Reply {}

  /** The worker died before it took a task. Never travels. */
  record NotStarted(WorkerException why) implements Reply {}

  /** The run was aborted before or while the task ran. Never travels. */
  record Cancelled() implements Reply {}

  int DONE = 1;
  int UNSENT = 2;
  int FAILED = 3;
  int WHERE = 4;

  static void write(Reply reply, DataOutput out) throws IOException {
    switch (reply) {
      case Done(byte[] result) -> {
        out.writeByte(DONE);
        writeBytes(out, result);
      }
      case Unsent(String why) -> {
        out.writeByte(UNSENT);
        writeText(out, why);
      }
      case Failed(
              boolean refused,
              String type,
              String description,
              String stackTrace,
              byte[] exception) -> {
        out.writeByte(FAILED);
        out.writeBoolean(refused);
        writeText(out, type);
        writeText(out, description);
        writeText(out, stackTrace);
        writeBytes(out, exception);
      }
      case Where(String stackTrace) -> {
        out.writeByte(WHERE);
        writeText(out, stackTrace);
      }
      case Died _, Overdue _, Abandoned _, NotStarted _, Cancelled _ ->
          throw new IllegalArgumentException("never travels: " + reply);
    }
  }

  static Reply read(DataInput in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case DONE -> new Done(readBytes(in));
      case UNSENT -> new Unsent(readText(in));
      case FAILED ->
          new Failed(in.readBoolean(), readText(in), readText(in), readText(in), readBytes(in));
      case WHERE -> new Where(readText(in));
      default -> throw new IOException("expected a reply, found byte " + kind);
    };
  }

  static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("expected a length, found " + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static void writeText(DataOutput out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String readText(DataInput in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }
}
