package io.mmapdict.images;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.mmapdict.awt.AwtImages;
import io.mmapdict.awt.AwtRasters;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;

/** The formats, and how a page of each becomes an array. */
enum FileKind {
  PNG {
    @Override
    ImageReader reader() throws IOException {
      return JdkPlugins.reader("png");
    }

    @Override
    NDArray read(ImageReader reader, int page, long fileBytes) throws IOException {
      checkSize(
          "an image", reader.getWidth(page), reader.getHeight(page), 8, fileBytes, MOST_DEFLATED);
      return png(reader);
    }
  },
  JPEG {
    @Override
    ImageReader reader() throws IOException {
      return JdkPlugins.reader("jpeg");
    }

    @Override
    NDArray read(ImageReader reader, int page, long fileBytes) throws IOException {
      checkSize(
          "an image", reader.getWidth(page), reader.getHeight(page), 3, fileBytes, MOST_DEFLATED);
      NDArray array = AwtImages.toArray(reader.read(0));
      if (array.rank() == 3 && array.shape().length(2) != 3) {
        throw new IOException(
            "it has %d components; expected gray or colours of 3 (convert CMYK to RGB)"
                .formatted(array.shape().length(2)));
      }
      return array;
    }
  },
  TIFF {
    @Override
    ImageReader reader() {
      return new TIFFImageReaderSpi().createReaderInstance(null);
    }

    @Override
    NDArray read(ImageReader reader, int page, long fileBytes) throws IOException {
      return new TiffPage(reader, page).read(fileBytes);
    }
  };

  /**
   * How many bytes one of a PNG becomes at most: deflate's limit is 1032. Of JPEG, too: a block of
   * 64 samples takes a bit at least, and one of half the resolution stands for 256.
   */
  private static final long MOST_DEFLATED = 1 << 12;

  private static final int MAGIC_BYTES = 4;

  /** The reader for it, without an input. */
  abstract ImageReader reader() throws IOException;

  /** A page as an array. */
  abstract NDArray read(ImageReader reader, int page, long fileBytes) throws IOException;

  /** The format that a file begins as. */
  static FileKind of(ImageInputStream in) throws IOException {
    byte[] magic = new byte[(int) Math.min(MAGIC_BYTES, in.length())];
    in.readFully(magic);
    in.seek(0);
    String hex = HexFormat.of().formatHex(magic);
    if (hex.equals("89504e47")) {
      return PNG;
    }
    if (hex.startsWith("ffd8ff")) {
      return JPEG;
    }
    return switch (hex) {
      case "49492a00", "4d4d002a", "49492b00", "4d4d002b" -> TIFF;
      default ->
          throw new IOException(
              "expected 89 'PNG', ff d8 ff (JPEG), or 'II' or 'MM' and 42 or 43 (TIFF), found "
                  + (hex.isEmpty() ? "an empty file" : hex));
    };
  }

  /** Before anything is allocated, for a header may promise whatever it likes. */
  static void checkSize(
      String what, long width, long height, int pixelBytes, long fileBytes, long mostPerByte)
      throws IOException {
    long most = Math.min(fileBytes * mostPerByte, Runtime.getRuntime().maxMemory());
    if (width < 0 || height < 0 || (height > 0 && width > most / height / pixelBytes)) {
      throw new IOException(
          "its header promises %s of %d x %d pixels; its %d bytes and a Java heap of %d hold less"
              .formatted(what, width, height, fileBytes, Runtime.getRuntime().maxMemory()));
    }
  }

  private static NDArray png(ImageReader reader) throws IOException {
    BufferedImage image = reader.read(0);
    IIOMetadata metadata = reader.getImageMetadata(0);
    Element header =
        (Element)
            ((Element) metadata.getAsTree(metadata.getNativeMetadataFormatName()))
                .getElementsByTagName("IHDR")
                .item(0);
    Raster raster = image.getRaster();
    return switch (header.getAttribute("colorType")) {
      case "Palette" -> AwtImages.toArray(image);
      case "Grayscale" -> {
        NDArray gray = bands(raster, 1);
        yield header.getAttribute("bitDepth").equals("1") ? as(gray, DType.BOOL) : gray;
      }
      case "GrayAlpha" -> bands(raster, 2);
      case "RGB" -> bands(raster, 3);
      default -> bands(raster, 4);
    };
  }

  /** The JDK adds a band for a colour that is declared transparent. */
  private static NDArray bands(Raster raster, int bands) {
    int[] first = new int[bands];
    Arrays.setAll(first, band -> band);
    return AwtRasters.toArray(
        raster.createChild(0, 0, raster.getWidth(), raster.getHeight(), 0, 0, first));
  }

  /** The same bytes as elements of another type. */
  static NDArray as(NDArray array, DType dtype) {
    return NDArray.over(array.asSegment(), dtype, array.shape().toArray());
  }
}
