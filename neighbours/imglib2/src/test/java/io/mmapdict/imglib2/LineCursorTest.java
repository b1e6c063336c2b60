package io.mmapdict.imglib2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.nio.ByteOrder;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;

/** What {@link ImgLib2ImagesTest} does not ask a cursor for. */
class LineCursorTest {
  /** Place and pixel are those of ImgLib2's own cursor, however it is moved. */
  @Test
  void cursorsGoAsItsOwn() {
    NDArray numbers = ImgLib2ImagesTest.numbers(DType.FLOAT32, 2, 3, 5);
    for (NDArray array : ImgLib2ImagesTest.sameElements(numbers)) {
      Img<FloatType> image = ImgLib2Images.asImg(array, new FloatType());
      Cursor<FloatType> theirs = ArrayImgs.floats(array.toFloatArray(), 5, 3, 2).localizingCursor();
      for (Cursor<FloatType> ours : List.of(image.cursor(), image.localizingCursor())) {
        boolean isOurs = ours instanceof LineCursor; // ImgLib2's goes round
        if (isOurs) {
          assertThrows(IndexOutOfBoundsException.class, () -> ours.get().get(), "before the first");
        }
        for (int steps : new int[] {1, 1, 4, 7, 1, 13, 3}) {
          ours.jumpFwd(steps);
          theirs.jumpFwd(steps);
          assertEquals(theirs.get().get(), ours.get().get());
          assertEquals(theirs.get().get(), ours.copy().get().get());
          assertEquals(theirs.positionAsPoint(), ours.positionAsPoint());
          assertEquals(theirs.positionAsPoint(), ours.copy().positionAsPoint());
          assertEquals(theirs.hasNext(), ours.hasNext());
        }
        ours.fwd();
        if (isOurs) {
          assertThrows(IndexOutOfBoundsException.class, () -> ours.get().get(), "behind the last");
        }
        ours.reset();
        theirs.reset();
        assertEquals(theirs.next().get(), ours.next().get());
        theirs.reset();
      }
    }
  }

  @Test
  void pixelsOfAReadOnlyArrayAreReadOnly() {
    NDArray array = NDArray.of(new float[] {1, 2}).asReadOnly();
    FloatType pixel = ImgLib2Images.asImg(array, new FloatType()).cursor().next();
    assertEquals(1, pixel.get());
    assertThrows(UnsupportedOperationException.class, () -> pixel.set(2));
  }

  @Test
  void linesWithoutGapsInNativeOrder() {
    NDArray array = NDArray.zeros(DType.FLOAT32, 2, 3, 5);
    assertTrue(LineCursor.goesThrough(array));
    assertTrue(LineCursor.goesThrough(array.slice(2, 1, 4)));
    assertTrue(LineCursor.goesThrough(array.transpose(1, 0, 2)));
    assertFalse(LineCursor.goesThrough(array.slice(2, 0, 5, 2)));
    assertFalse(LineCursor.goesThrough(array.transpose()));
    assertFalse(LineCursor.goesThrough(array.slice(1, 0, 0)));
    DType swapped = DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN);
    assertFalse(LineCursor.goesThrough(NDArray.zeros(swapped, 2, 3, 5)));
  }
}
