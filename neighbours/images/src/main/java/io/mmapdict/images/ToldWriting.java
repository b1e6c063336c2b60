package io.mmapdict.images;

import java.util.function.LongConsumer;
import javax.imageio.ImageWriter;
import javax.imageio.event.IIOWriteProgressListener;

/** Tells how many bytes more of an array are written, by what writers tell of each page. */
final class ToldWriting implements IIOWriteProgressListener {
  private static final float ALL = 100;

  private final long pageBytes;
  private final LongConsumer written;
  private long told;

  ToldWriting(long pageBytes, LongConsumer written) {
    this.pageBytes = pageBytes;
    this.written = written;
  }

  @Override
  public void imageStarted(ImageWriter writer, int page) {
    told = 0;
  }

  @Override
  public void imageProgress(ImageWriter writer, float percent) {
    long done = (long) (pageBytes * (double) Math.min(ALL, percent) / ALL);
    written.accept(Math.max(0, done - told));
    told = Math.max(told, done);
  }

  @Override
  public void imageComplete(ImageWriter writer) {
    imageProgress(writer, ALL);
  }

  @Override
  public void thumbnailStarted(ImageWriter writer, int page, int thumbnail) {}

  @Override
  public void thumbnailProgress(ImageWriter writer, float percent) {}

  @Override
  public void thumbnailComplete(ImageWriter writer) {}

  @Override
  public void writeAborted(ImageWriter writer) {}
}
