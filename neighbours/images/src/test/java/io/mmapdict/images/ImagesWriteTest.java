package io.mmapdict.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.formats.FormatException;
import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, Pillow and tifffile read, and we, too, by another decoder than the encoder. */
class ImagesWriteTest {
  private static final int H = 5;
  private static final int W = 7;

  @TempDir private Path folder;

  private record Case(String name, NDArray array) {}

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String type : new String[] {"bool", "uint8", "uint16"}) {
      cases.add(new Case("png-" + type + ".png", numbers(type, H, W)));
    }
    for (String type :
        new String[] {"bool", "uint8", "uint16", "int16", "int32", "float32", "float64"}) {
      cases.add(new Case("tiff-" + type + ".tif", numbers(type, H, W)));
      cases.add(new Case("tiff-" + type + "-stack.TIFF", numbers(type, 3, H, W)));
    }
    for (int bands = 2; bands <= 4; bands++) {
      for (String type : new String[] {"uint8", "uint16"}) {
        cases.add(new Case("png-" + type + bands + ".png", numbers(type, H, W, bands)));
      }
      for (String type : new String[] {"uint8", "uint16", "int16", "int32", "float32", "float64"}) {
        if (bands != 3 && type.equals("float64")) {
          continue; // refused: no decoder here reads it
        }
        cases.add(new Case("tiff-" + type + bands + ".tif", numbers(type, H, W, bands)));
        cases.add(new Case("tiff-" + type + bands + "-stack.tif", numbers(type, 2, H, W, bands)));
      }
    }
    return cases;
  }

  @Test
  void whatIsWrittenIsRead() {
    for (Case each : cases()) {
      Path file = folder.resolve(each.name);
      Images.write(file, each.array);
      assertEquals(each.array, Images.read(file), each.name);
    }
  }

  @Test
  void pillowAndTifffileReadTheSame() {
    Python python = Python.any();
    try {
      python.run("import PIL.Image, tifffile");
    } catch (AssertionError none) {
      throw Missing.skip("Debian's python3-pil and python3-tifffile");
    }
    int checked = 0;
    for (Case each : cases()) {
      // Pillow reads 16 bits in colour as 8; what we read of such is held against golden files.
      if (each.name.matches("png-uint16[2-4].*")) {
        continue;
      }
      Images.write(folder.resolve(each.name), each.array);
      Npy.write(folder.resolve(each.name + ".npy"), each.array);
      checked++;
    }
    String script =
        """
        import sys, glob, numpy as np, tifffile
        from PIL import Image
        count = 0
        for npy in glob.glob(sys.argv[1] + "/*.npy"):
            name, expected = npy[:-4], np.load(npy)
            got = np.asarray(Image.open(name)) if name.endswith(".png") else tifffile.imread(name)
            dtype = got.dtype.newbyteorder("=")
            if dtype == "i4" and name.endswith("uint16.png"):
                dtype = np.dtype("u2")  # Pillow's mode for gray of 16 bits
            assert dtype == expected.dtype and np.array_equal(got, expected), (name, got.dtype, got.shape, expected.dtype, expected.shape)
            count += 1
        print(count)
        """;
    assertEquals(checked, Integer.parseInt(python.run(script, folder).strip()));
  }

  /** 40 dB: what is called not to be told from the original. */
  @Test
  void pillowReadsNearlyTheSameOfAJpeg() {
    Python python = Python.any();
    try {
      python.run("import PIL.Image");
    } catch (AssertionError none) {
      throw Missing.skip("Debian's python3-pil");
    }
    for (long[] shape : new long[][] {{60, 83}, {60, 83, 3}}) {
      NDArray array = NDArray.zeros(DType.UINT8, shape);
      NDArray line = array.reshape(array.size());
      for (int i = 0; i < line.size(); i++) {
        line.at(i).setLong(i * 255L / line.size());
      }
      Images.write(folder.resolve("a.jpg"), array);
      Npy.write(folder.resolve("a.npy"), array);
      String script =
          """
          import sys, numpy as np
          from PIL import Image
          image = Image.open(sys.argv[1] + "/a.jpg")
          got, want = np.asarray(image).astype(float), np.load(sys.argv[1] + "/a.npy")
          assert image.format == "JPEG" and got.shape == want.shape, (image, got.shape)
          assert 10 * np.log10(255 ** 2 / ((got - want) ** 2).mean()) > 40
          """;
      python.run(script, folder);
    }
  }

  @Test
  void whoWatchesIsToldOfEveryByte() throws IOException {
    NDArray stack = numbers("uint16", 40, 50, 60);
    for (String name : List.of("a.tif", "a.png", "a.jpg")) {
      NDArray array =
          switch (name) {
            case "a.tif" -> stack;
            case "a.png" -> numbers("uint16", 500, 600);
            default -> numbers("uint8", 500, 600, 3);
          };
      Path file = folder.resolve(name);
      List<Long> written = new ArrayList<>();
      Images.write(file, array, written::add);
      assertEquals(array.byteSize(), written.stream().mapToLong(Long::longValue).sum(), name);
      assertTrue(written.size() > 10, name + written);
      List<Long> read = new ArrayList<>();
      Images.read(file, read::add);
      long all = read.stream().mapToLong(Long::longValue).sum();
      long size = Files.size(file);
      assertTrue(all <= size && all > size - 100, name + ": " + all + " of " + size);
      assertTrue(read.size() > 10, name + read);
    }
  }

  @Test
  void threadsThatWriteOneFileLeaveAWholeOne() throws Exception {
    Path file = folder.resolve("one.png");
    NDArray array = numbers("uint8", 100, 100);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        writers.add(threads.submit(() -> Images.write(file, array)));
      }
      for (Future<?> writer : writers) {
        writer.get();
        assertEquals(array, Images.read(file));
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void whatAListenerThrowsIsThrown() {
    Path file = folder.resolve("a.png");
    Images.write(file, numbers("uint8", H, W));
    IllegalStateException cancelled = new IllegalStateException("cancelled");
    Exception thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Images.read(
                    file,
                    bytes -> {
                      throw cancelled;
                    }));
    assertEquals(cancelled, thrown);
  }

  @Test
  void viewsOfAnyKindAreWritten() {
    NDArray array = numbers("uint16", H, W);
    NDArray swapped = NDArray.zeros(DType.UINT16.withOrder(ByteOrder.BIG_ENDIAN), H, W);
    swapped.copyFrom(array);
    NDArray turned = NDArray.zeros(DType.UINT16, W, H);
    turned.transpose().copyFrom(array);
    for (String name : new String[] {"a.png", "a.tif"}) {
      Path file = folder.resolve(name);
      for (NDArray same : List.of(swapped, turned.transpose(), array.asReadOnly())) {
        Images.write(file, same);
        assertEquals(array, Images.read(file));
      }
      Images.write(file, array.slice(0, H - 1, -1, -2).slice(1, 1, W, 2));
      assertEquals(array.slice(0, H - 1, -1, -2).slice(1, 1, W, 2), Images.read(file));
    }
    NDArray one = numbers("float32", 1, 1);
    Images.write(folder.resolve("one.tif"), one);
    assertEquals(one, Images.read(folder.resolve("one.tif")));
  }

  @Test
  void whatAFormatDoesNotHoldIsRefused() throws IOException {
    Path png = folder.resolve("a.png");
    Path tiff = folder.resolve("a.tif");
    for (NDArray array :
        List.of(
            numbers("float32", H, W),
            numbers("int16", H, W),
            numbers("uint8", 2, H, W, 3),
            numbers("uint8", H, W, 5),
            numbers("bool", H, W, 3),
            NDArray.zeros(DType.UINT8, 0, 4))) {
      assertThrows(IllegalArgumentException.class, () -> Images.write(png, array));
    }
    for (NDArray array :
        List.of(
            numbers("int64", H, W),
            numbers("uint32", H, W),
            numbers("int8", H, W),
            NDArray.zeros(DType.COMPLEX64, H, W),
            NDArray.zeros(DType.FLOAT16, H, W),
            numbers("float32", 2, H, W, 5),
            numbers("float64", H, W, 2),
            numbers("float64", 2, H, W, 4),
            NDArray.zeros(DType.FLOAT32, 0, 4),
            NDArray.zeros(DType.UINT8, 0, 4, 5),
            NDArray.zeros(DType.UINT8, 4))) {
      assertThrows(
          IllegalArgumentException.class, () -> Images.write(tiff, array), array::toString);
    }
    Path jpeg = folder.resolve("a.jpg");
    for (NDArray array :
        List.of(
            numbers("uint16", H, W),
            numbers("bool", H, W),
            numbers("uint8", H, W, 2),
            numbers("uint8", H, W, 4),
            NDArray.zeros(DType.UINT8, 2, 70_000))) {
      assertThrows(
          IllegalArgumentException.class, () -> Images.write(jpeg, array), array::toString);
    }
    NDArray plain = numbers("uint8", H, W);
    assertThrows(
        IllegalArgumentException.class, () -> Images.write(folder.resolve("a.gif"), plain));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void whatWasThereStaysIfItCannotBeWritten() throws IOException {
    Path file = folder.resolve("a.png");
    Images.write(file, numbers("uint8", H, W));
    byte[] before = Files.readAllBytes(file);
    Path blocked = folder.resolve("missing/a.png");
    FormatException thrown =
        assertThrows(FormatException.class, () -> Images.write(blocked, numbers("uint8", H, W)));
    assertTrue(thrown.getMessage().startsWith(blocked + ": cannot be written"));
    Images.write(file, numbers("uint8", W, H));
    assertEquals("(7, 5)", Images.read(file).shape().toString());
    assertTrue(before.length > 0);
    try (Stream<Path> left = Files.list(folder)) {
      assertArrayEquals(new Path[] {file}, left.toArray());
    }
  }

  @Test
  void nothingIsLeftOfAFileThatCannotTakeItsPlace() throws IOException {
    Path taken = folder.resolve("a.png");
    Files.createFile(Files.createDirectory(taken).resolve("inside"));
    NDArray array = numbers("uint8", H, W);
    assertThrows(FormatException.class, () -> Images.write(taken, array));
    try (Stream<Path> left = Files.list(folder)) {
      assertArrayEquals(new Path[] {taken}, left.toArray());
    }
  }

  /** Numbers of every size and sign that a type holds. */
  private static NDArray numbers(String type, long... shape) {
    NDArray array = NDArray.zeros(DType.of(type), shape);
    NDArray line = array.reshape(array.size());
    int bits = 8 * array.dtype().itemSize();
    for (int i = 0; i < line.size(); i++) {
      long number = (i + 1) * 0x9E3779B97F4A7C15L;
      switch (array.dtype().kind()) {
        case BOOL -> line.at(i).setLong(number >>> 63);
        case UINT -> line.at(i).setLong(number >>> (64 - bits));
        case INT -> line.at(i).setLong(number >> (64 - bits));
        default -> line.at(i).setDouble((number >> 44) / 8.0);
      }
    }
    return array;
  }
}
