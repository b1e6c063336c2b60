package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import boofcv.struct.image.GrayF32;
import boofcv.struct.image.GrayU8;
import io.mmapdict.MmapDict;
import io.mmapdict.awt.AwtImages;
import io.mmapdict.boofcv.BoofImages;
import io.mmapdict.ejml.EjmlMatrices;
import io.mmapdict.images.Images;
import io.mmapdict.imglib2.ImgLib2Images;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import net.imglib2.img.Img;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/neighbours.md, as they stand there (ExamplesTest of dev/format). */
class NeighboursDocumentTest {
  @TempDir private Path folder;

  @Test
  void boofCv() {
    GrayU8 image = new GrayU8(640, 480);
    NDArray pixels = BoofImages.asArray(image);
    pixels.at(479, 0).setInt(200); // row 479, column 0
    GrayF32 floats = BoofImages.toGray(pixels.slice(0, 240, 480), GrayF32.class);
    assertEquals(200, image.get(0, 479));
    assertEquals(200f, floats.get(0, 239));
  }

  @Test
  void javaAwt() {
    try (MmapDict dict = MmapDict.open(folder.resolve("frames.mmdpickle"))) {
      dict.put("frame", NDArray.of(new float[] {0, 4095}, 1, 2));
      BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_3BYTE_BGR);
      NDArray rgb = AwtImages.asArray(picture); // red first, whatever the order in memory
      rgb.select(2, 0).fill(255);
      BufferedImage frame = AwtImages.toImage(dict.get("frame", NDArray.class), 0.0, 4095.0);
      assertEquals(0xffff0000, picture.getRGB(639, 479));
      assertEquals(255, frame.getRaster().getSample(1, 0, 0));
    }
  }

  @Test
  void imgLib2() {
    try (MmapDict dict = MmapDict.open(folder.resolve("stack.mmdpickle"))) {
      dict.put("stack", NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3));
      NDArray stack = dict.get("stack", NDArray.class); // z, y, x of float32, mapped
      Img<FloatType> image = ImgLib2Images.asImg(stack, new FloatType()); // x, y, z
      LoopBuilder.setImages(image).forEachPixel(pixel -> pixel.mul(2)); // in the file
      NDArray copy = ImgLib2Images.toArray(Views.permute(image, 0, 1));
      assertEquals(NDArray.of(new float[] {2, 8, 4, 10, 6, 12}, 1, 3, 2), copy);
      assertEquals(12f, dict.get("stack", NDArray.class).at(0, 1, 2).getFloat());
    }
  }

  @Test
  void ejml() {
    try (MmapDict dict = MmapDict.open(folder.resolve("matrix.mmdpickle"))) {
      dict.put("transform", NDArray.of(new double[] {1, 0, 5, 0, 1, 6, 0, 0, 1}, 3, 3));
      DMatrixRMaj matrix = EjmlMatrices.toD(dict.get("transform", NDArray.class));
      matrix.set(0, 2, 17);
      dict.put("transform", EjmlMatrices.asArray(matrix));
      NDArray expected = NDArray.of(new double[] {1, 0, 17, 0, 1, 6, 0, 0, 1}, 3, 3);
      assertEquals(expected, dict.get("transform"));
    }
  }

  @Test
  void imageFiles() {
    Path file = folder.resolve("photo.png");
    Images.write(file, NDArray.ofUnsigned(new byte[] {1, 2, 3, 4, 5, 6}, 1, 2, 3));
    NDArray photo = Images.read(file); // height x width x 3, uint8
    Images.write(file.resolveSibling("red.tif"), photo.select(2, 0));
    NDArray red = Images.read(folder.resolve("red.tif"));
    assertEquals(NDArray.ofUnsigned(new byte[] {1, 4}, 1, 2), red);
  }
}
