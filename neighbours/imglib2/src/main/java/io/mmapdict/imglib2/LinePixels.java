package io.mmapdict.imglib2;

import java.lang.foreign.ValueLayout;
import net.imglib2.img.basictypeaccess.BooleanAccess;
import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.LongAccess;
import net.imglib2.img.basictypeaccess.ShortAccess;

/**
 * The pixel at which a cursor stands, as {@link Pixels}, read from memory: of numbers in native
 * order. The index is 0 always, but 1 for the imaginary part of a complex pixel.
 */
final class LinePixels {
  private LinePixels() {}

  record Booleans(LineCursor<?> at) implements BooleanAccess {
    @Override
    public boolean getValue(int index) {
      return at.line().get(ValueLayout.JAVA_BYTE, at.numberInLine()) != 0;
    }

    @Override
    public void setValue(int index, boolean value) {
      at.writableLine().set(ValueLayout.JAVA_BYTE, at.numberInLine(), (byte) (value ? 1 : 0));
    }
  }

  record Bytes(LineCursor<?> at) implements ByteAccess {
    @Override
    public byte getValue(int index) {
      return at.line().get(ValueLayout.JAVA_BYTE, at.numberInLine());
    }

    @Override
    public void setValue(int index, byte value) {
      at.writableLine().set(ValueLayout.JAVA_BYTE, at.numberInLine(), value);
    }
  }

  record Shorts(LineCursor<?> at) implements ShortAccess {
    @Override
    public short getValue(int index) {
      return at.line().get(ValueLayout.JAVA_SHORT_UNALIGNED, at.numberInLine() * Short.BYTES);
    }

    @Override
    public void setValue(int index, short value) {
      at.writableLine()
          .set(ValueLayout.JAVA_SHORT_UNALIGNED, at.numberInLine() * Short.BYTES, value);
    }
  }

  record Ints(LineCursor<?> at) implements IntAccess {
    @Override
    public int getValue(int index) {
      return at.line().get(ValueLayout.JAVA_INT_UNALIGNED, at.numberInLine() * Integer.BYTES);
    }

    @Override
    public void setValue(int index, int value) {
      at.writableLine()
          .set(ValueLayout.JAVA_INT_UNALIGNED, at.numberInLine() * Integer.BYTES, value);
    }
  }

  record Longs(LineCursor<?> at) implements LongAccess {
    @Override
    public long getValue(int index) {
      return at.line().get(ValueLayout.JAVA_LONG_UNALIGNED, at.numberInLine() * Long.BYTES);
    }

    @Override
    public void setValue(int index, long value) {
      at.writableLine().set(ValueLayout.JAVA_LONG_UNALIGNED, at.numberInLine() * Long.BYTES, value);
    }
  }

  record Floats(LineCursor<?> at) implements FloatAccess {
    @Override
    public float getValue(int index) {
      return at.line().get(ValueLayout.JAVA_FLOAT_UNALIGNED, at.numberInLine() * Float.BYTES);
    }

    @Override
    public void setValue(int index, float value) {
      at.writableLine()
          .set(ValueLayout.JAVA_FLOAT_UNALIGNED, at.numberInLine() * Float.BYTES, value);
    }
  }

  record Doubles(LineCursor<?> at) implements DoubleAccess {
    @Override
    public double getValue(int index) {
      return at.line().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at.numberInLine() * Double.BYTES);
    }

    @Override
    public void setValue(int index, double value) {
      at.writableLine()
          .set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at.numberInLine() * Double.BYTES, value);
    }
  }

  record ComplexFloats(LineCursor<?> at) implements FloatAccess {
    @Override
    public float getValue(int index) {
      return at.line()
          .get(ValueLayout.JAVA_FLOAT_UNALIGNED, (2 * at.numberInLine() + index) * Float.BYTES);
    }

    @Override
    public void setValue(int index, float value) {
      at.writableLine()
          .set(
              ValueLayout.JAVA_FLOAT_UNALIGNED,
              (2 * at.numberInLine() + index) * Float.BYTES,
              value);
    }
  }

  record ComplexDoubles(LineCursor<?> at) implements DoubleAccess {
    @Override
    public double getValue(int index) {
      return at.line()
          .get(ValueLayout.JAVA_DOUBLE_UNALIGNED, (2 * at.numberInLine() + index) * Double.BYTES);
    }

    @Override
    public void setValue(int index, double value) {
      at.writableLine()
          .set(
              ValueLayout.JAVA_DOUBLE_UNALIGNED,
              (2 * at.numberInLine() + index) * Double.BYTES,
              value);
    }
  }
}
