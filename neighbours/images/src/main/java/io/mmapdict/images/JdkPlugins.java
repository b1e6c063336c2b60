package io.mmapdict.images;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/** The JDK's own readers and writers, whichever others are on the class path. */
final class JdkPlugins {
  private JdkPlugins() {}

  static ImageReader reader(String format) throws IOException {
    return find(ImageReaderSpi.class, format).createReaderInstance();
  }

  static ImageWriter writer(String format) throws IOException {
    return find(ImageWriterSpi.class, format).createWriterInstance();
  }

  private static <T extends ImageReaderWriterSpi> T find(Class<T> type, String format)
      throws IOException {
    Iterator<T> all = IIORegistry.getDefaultInstance().getServiceProviders(type, false);
    while (all.hasNext()) {
      T one = all.next();
      if (one.getClass().getModule() == ImageIO.class.getModule()
          && Arrays.asList(one.getFormatNames()).contains(format)) {
        return one;
      }
    }
    throw new IOException("this JDK has no " + type.getSimpleName() + " for " + format);
  }
}
