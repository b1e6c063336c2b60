package io.mmapdict.viewer;

import java.util.function.IntConsumer;
import javax.imageio.ImageWriter;
import javax.imageio.event.IIOWriteProgressListener;

/**
 * How much of an image is written.
 *
 * @param percent is told
 */
record Written(IntConsumer percent) implements IIOWriteProgressListener {
  @Override
  public void imageProgress(ImageWriter source, float percentageDone) {
    percent.accept((int) percentageDone);
  }

  @Override
  public void imageComplete(ImageWriter source) {
    percent.accept(100);
  }

  @Override
  public void imageStarted(ImageWriter source, int imageIndex) {}

  @Override
  public void thumbnailStarted(ImageWriter source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageWriter source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageWriter source) {}

  @Override
  public void writeAborted(ImageWriter source) {}
}
