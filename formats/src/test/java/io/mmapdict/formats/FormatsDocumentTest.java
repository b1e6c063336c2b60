package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/formats.md and of the classes (see ExamplesTest of dev/format). */
class FormatsDocumentTest {
  @TempDir Path folder;

  @Test
  void npy() {
    Path file = folder.resolve("stack.npy");
    NDArray stack = Npy.create(file, DType.FLOAT32, Order.C, Shape.of(100, 512, 512));
    stack.at(7, 0, 0).setFloat(0.5f);
    NDArray same = Npy.map(file, Access.READ_ONLY);
    assertEquals(0.5f, same.at(7, 0, 0).getFloat());
  }

  @Test
  void npyFilled() {
    Path file = folder.resolve("mean.npy");
    NDArray mean = Npy.create(file, DType.FLOAT32, Order.C, Shape.of(512, 512));
    mean.at(0, 1).setFloat(0.5f);
    NDArray again = Npy.map(file, Access.READ_WRITE);
    assertEquals(0.5f, again.at(0, 1).getFloat());
  }

  @Test
  void npz() {
    Path file = folder.resolve("scan.npz");
    NDArray frame = NDArray.of(new float[] {1, 2});
    NDArray mask = NDArray.of(new boolean[] {true, false});
    Npz.write(file, Map.of("frame", frame, "mask", mask));
    NDArray mapped = Npz.map(file, "frame", Access.READ_ONLY);
    assertEquals(frame, mapped);
    Map<String, NDArray> arrays = Npz.map(file, Access.READ_ONLY);
    assertEquals(mask, arrays.get("mask"));
  }

  @Test
  void raw() throws IOException {
    Path file = folder.resolve("camera.raw");
    byte[] bytes = new byte[1024 + 2 * 10 * 64 * 64];
    bytes[1024 + 2] = 1;
    Files.write(file, bytes);
    NDArray frames =
        new RawFile(file, DType.of(">u2"), Order.C, 1024)
            .map(Access.READ_ONLY, Shape.of(10, 64, 64));
    assertEquals(256, frames.at(0, 0, 1).getInt());
  }

  @Test
  void daf() {
    Path file = folder.resolve("umis");
    Path sparsePath = folder.resolve("sparse");
    Daf.writeSparse(
        sparsePath,
        new Daf.Sparse(
            NDArray.of(new double[] {7}),
            NDArray.of(new int[] {1}),
            NDArray.of(new int[] {0, 1}),
            Shape.of(1, 2)));
    Daf.create(file, DType.FLOAT32, 1000, 20000).at(3, 4).setFloat(1);
    NDArray umis = Daf.open(file, Access.READ_ONLY);
    Daf.Sparse matrix = Daf.openSparse(sparsePath, Access.READ_ONLY);
    assertEquals(1, umis.at(3, 4).getFloat());
    assertEquals(Shape.of(1, 2), matrix.shape());
  }

  @Test
  void joblib() {
    Path file = Path.of("src/test/resources/golden/joblib/1.6.0-numpy-2.2.6/weights.pkl");
    Map<?, ?> model = (Map<?, ?>) Joblib.load(file, Access.READ_ONLY);
    NDArray weights = (NDArray) model.get("weights");
    assertEquals(NDArray.of(new float[] {0.5f, 1}), weights);
  }

  @Test
  void joblibWritten() {
    Path file = folder.resolve("model.joblib");
    NDArray weights = NDArray.of(new float[] {0.5f, 1});
    Joblib.write(file, Map.of("weights", weights, "epochs", 10));
    assertEquals(Map.of("weights", weights, "epochs", 10L), Joblib.load(file, Access.READ_WRITE));
  }

  @Test
  void objects() {
    Path file = folder.resolve("names.npy");
    Path npz = folder.resolve("names.npz");
    NDArray frame = NDArray.of(new float[] {1, 2});
    Npy.writeObjects(file, ObjectArray.of("a", 7L, null));
    Npz.write(npz, Map.of("frame", frame, "names", ObjectArray.of("a", 7L, null)));
    assertEquals(ObjectArray.of("a", 7L, null), Npy.loadObjects(file));
    assertEquals(ObjectArray.of("a", 7L, null), Npz.loadObjects(npz, "names"));
  }
}
