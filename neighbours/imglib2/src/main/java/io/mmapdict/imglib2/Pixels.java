package io.mmapdict.imglib2;

import io.mmapdict.ndarray.Element;
import java.math.BigInteger;
import net.imglib2.img.basictypeaccess.BooleanAccess;
import net.imglib2.img.basictypeaccess.ByteAccess;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.LongAccess;
import net.imglib2.img.basictypeaccess.ShortAccess;

/**
 * The pixel at which an access stands, as each of ImgLib2's data accesses: the bits of an integer,
 * signed or not. The index is 0 always, but 1 for the imaginary part of a complex pixel.
 */
final class Pixels {
  private Pixels() {}

  record Booleans(ArrayAccess<?> at) implements BooleanAccess {
    @Override
    public boolean getValue(int index) {
      return at.element().getBoolean();
    }

    @Override
    public void setValue(int index, boolean value) {
      at.element().setBoolean(value);
    }
  }

  record Bytes(ArrayAccess<?> at) implements ByteAccess {
    @Override
    public byte getValue(int index) {
      return (byte) at.element().getLong();
    }

    @Override
    public void setValue(int index, byte value) {
      at.element().setLong(at.isUnsigned() ? Byte.toUnsignedLong(value) : value);
    }
  }

  record Shorts(ArrayAccess<?> at) implements ShortAccess {
    @Override
    public short getValue(int index) {
      return (short) at.element().getLong();
    }

    @Override
    public void setValue(int index, short value) {
      at.element().setLong(at.isUnsigned() ? Short.toUnsignedLong(value) : value);
    }
  }

  record Ints(ArrayAccess<?> at) implements IntAccess {
    @Override
    public int getValue(int index) {
      return (int) at.element().getLong();
    }

    @Override
    public void setValue(int index, int value) {
      at.element().setLong(at.isUnsigned() ? Integer.toUnsignedLong(value) : value);
    }
  }

  record Longs(ArrayAccess<?> at) implements LongAccess {
    @Override
    public long getValue(int index) {
      return at.isUnsigned()
          ? ((Number) at.element().get()).longValue() // a BigInteger from 2^63 on
          : at.element().getLong();
    }

    @Override
    public void setValue(int index, long value) {
      if (at.isUnsigned() && value < 0) {
        at.element().set(new BigInteger(Long.toUnsignedString(value)));
      } else {
        at.element().setLong(value);
      }
    }
  }

  record Floats(ArrayAccess<?> at) implements FloatAccess {
    @Override
    public float getValue(int index) {
      return at.element().getFloat();
    }

    @Override
    public void setValue(int index, float value) {
      at.element().setFloat(value);
    }
  }

  record Doubles(ArrayAccess<?> at) implements DoubleAccess {
    @Override
    public double getValue(int index) {
      return at.element().getDouble();
    }

    @Override
    public void setValue(int index, double value) {
      at.element().setDouble(value);
    }
  }

  record ComplexFloats(ArrayAccess<?> at) implements FloatAccess {
    @Override
    public float getValue(int index) {
      return (float) part(at.element(), index);
    }

    @Override
    public void setValue(int index, float value) {
      setPart(at.element(), index, value);
    }
  }

  record ComplexDoubles(ArrayAccess<?> at) implements DoubleAccess {
    @Override
    public double getValue(int index) {
      return part(at.element(), index);
    }

    @Override
    public void setValue(int index, double value) {
      setPart(at.element(), index, value);
    }
  }

  private static double part(Element element, int index) {
    return index == 0 ? element.getReal() : element.getImaginary();
  }

  private static void setPart(Element element, int index, double value) {
    if (index == 0) {
      element.setComplex(value, element.getImaginary());
    } else {
      element.setComplex(element.getReal(), value);
    }
  }
}
