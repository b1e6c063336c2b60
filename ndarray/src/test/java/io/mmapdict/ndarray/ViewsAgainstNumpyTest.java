package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random chains of views, each step done by numpy as well. */
class ViewsAgainstNumpyTest {
  private static final int CHAINS = 300;

  private final StringBuilder script = new StringBuilder("import numpy as np\n");
  private final StringBuilder ours = new StringBuilder();

  @Test
  void everyChainOfViewsGivesNumpysElements() {
    Random random = new Random(Seed.next("everyChainOfViewsGivesNumpysElements"));
    for (int i = 0; i < CHAINS; i++) {
      chain(random);
    }
    assertEquals(Python.any().run(script.toString()), ours.toString());
  }

  private void chain(Random random) {
    long[] shape = random.longs(random.nextInt(1, 5), 1, 7).toArray();
    boolean fortran = random.nextBoolean();
    NDArray array = NDArray.zeros(DType.INT32, fortran ? Order.FORTRAN : Order.C, Shape.of(shape));
    int[] values = new int[(int) array.size()];
    Arrays.setAll(values, i -> i);
    array.copyFrom(NDArray.of(values, shape));
    script.append(
        "a = np.asarray(np.arange(%d, dtype='i4').reshape(%s), order='%s')\n"
            .formatted(values.length, Shape.of(shape), fortran ? "F" : "C"));
    for (int step = random.nextInt(1, 5); step > 0; step--) {
      array = step(array, random);
      script
          .append("print(a.shape, a.reshape(-1).tolist()")
          .append(", a.flags.c_contiguous, a.flags.f_contiguous)\n");
      ours.append(array.shape()).append(' ').append(Arrays.toString(array.toIntArray()));
      ours.append(array.isContiguous(Order.C) ? " True" : " False");
      ours.append(array.isContiguous(Order.FORTRAN) ? " True\n" : " False\n");
      sameInMemoryOrder(array);
    }
  }

  /** The same elements, and going forward through memory. */
  private static void sameInMemoryOrder(NDArray array) {
    NDArray ordered = array.inMemoryOrder();
    int[] elements = array.toIntArray();
    int[] there = ordered.toIntArray();
    double[] streamed = array.flat().doubles().toArray();
    long[] longs = array.flat().longs().toArray();
    int[] viewed = array.flat().elements().mapToInt(Element::getInt).toArray();
    double[] parallel = array.flat().doubles().parallel().toArray();
    for (int i = 0; i < elements.length; i++) {
      assertEquals(elements[i], array.flat().at(i).getInt());
      assertEquals(elements[i], streamed[i]);
      assertEquals(elements[i], parallel[i]);
      assertEquals(elements[i], longs[i]);
      assertEquals(elements[i], viewed[i]);
    }
    Arrays.sort(elements);
    Arrays.sort(there);
    assertEquals(Arrays.toString(elements), Arrays.toString(there));
    long before = Long.MAX_VALUE;
    for (long stride : ordered.strides()) {
      assertTrue(stride >= 0 && stride <= before, () -> Arrays.toString(ordered.strides()));
      before = stride;
    }
  }

  private NDArray step(NDArray array, Random random) {
    int rank = array.rank();
    int kind = rank == 0 ? 3 : random.nextInt(7);
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    long length = rank == 0 ? 0 : array.shape().length(axis);
    return switch (kind) {
      case 0 -> length == 0 ? transpose(array, random) : select(array, axis, length, random);
      case 1 -> sliceUp(array, axis, length, random);
      case 2 -> length == 0 ? transpose(array, random) : sliceDown(array, axis, length, random);
      case 3 -> reshape(array, random);
      case 4 -> newAxis(array, random);
      case 5 -> broadcast(array, random);
      default -> transpose(array, random);
    };
  }

  private NDArray select(NDArray array, int axis, long length, Random random) {
    long index = random.nextLong(length);
    script.append("a = a[%s%d]\n".formatted(":,".repeat(axis), index));
    return array.select(axis, index);
  }

  private NDArray sliceUp(NDArray array, int axis, long length, Random random) {
    long from = random.nextLong(length + 1);
    long to = random.nextLong(from, length + 1);
    long by = random.nextLong(1, 4);
    script.append("a = a[%s%d:%d:%d]\n".formatted(":,".repeat(axis), from, to, by));
    return array.slice(axis, from, to, by);
  }

  private NDArray sliceDown(NDArray array, int axis, long length, Random random) {
    long from = random.nextLong(length);
    long to = random.nextLong(-1, from + 1);
    long by = -random.nextLong(1, 4);
    String end = to < 0 ? "None" : Long.toString(to);
    script.append("a = a[%s%d:%s:%d]\n".formatted(":,".repeat(axis), from, end, by));
    return array.slice(axis, from, to, by);
  }

  private NDArray newAxis(NDArray array, Random random) {
    int axis = random.nextInt(array.rank() + 1);
    script.append("a = np.expand_dims(a, %d)\n".formatted(axis));
    return array.newAxis(axis);
  }

  /** Stretches what has length 1, and adds an axis in front. */
  private NDArray broadcast(NDArray array, Random random) {
    long[] shape = array.shape().toArray();
    boolean isLonger = random.nextBoolean() && shape.length < 6;
    long[] target = isLonger ? new long[shape.length + 1] : shape.clone();
    int added = target.length - shape.length;
    for (int axis = 0; axis < target.length; axis++) {
      boolean isFree = axis < added || shape[axis - added] == 1;
      target[axis] = isFree ? random.nextLong(0, 4) : shape[axis - added];
    }
    script.append("a = np.broadcast_to(a, %s)\n".formatted(Shape.of(target)));
    return array.broadcastTo(target);
  }

  private NDArray transpose(NDArray array, Random random) {
    int[] axes = new int[array.rank()];
    Arrays.setAll(axes, i -> i);
    for (int i = axes.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = axes[i];
      axes[i] = axes[j];
      axes[j] = swap;
    }
    script.append("a = a.transpose(%s)\n".formatted(Arrays.toString(axes)));
    return array.transpose(axes);
  }

  /** Any shape of as many elements: where numpy would have to copy, we refuse. */
  private NDArray reshape(NDArray array, Random random) {
    List<Long> lengths = new ArrayList<>();
    long left = array.size();
    while (left > 1 && lengths.size() < 4) {
      long most = left;
      long[] divisors =
          LongStream.rangeClosed(1, most).filter(length -> most % length == 0).toArray();
      long length = divisors[random.nextInt(divisors.length)];
      lengths.add(length);
      left /= length;
    }
    lengths.add(left);
    long[] target = lengths.stream().mapToLong(Long::longValue).toArray();
    script.append(
        """
        try:
            b = np.asarray(a).view() # an element of one axis is a scalar
            b.shape = %s
            a = b
            print('seen')
        except AttributeError:
            print('to be copied')
        """
            .formatted(Shape.of(target)));
    try {
      NDArray reshaped = array.reshape(target);
      ours.append("seen\n");
      return reshaped;
    } catch (UnsupportedOperationException e) {
      ours.append("to be copied\n");
      return array;
    }
  }
}
