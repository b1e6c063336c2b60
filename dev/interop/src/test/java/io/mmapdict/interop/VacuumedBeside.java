package io.mmapdict.interop;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.NDArray;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with an open handle and mapped arrays while mmappickle vacuums the file in place, which
 * truncates what is mapped. A process of its own, for it must not die.
 */
final class VacuumedBeside {
  private VacuumedBeside() {}

  /** Argument: the file, which {@code fill} of {@code peer_once.py} has made. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]), OpenMode.READ_WRITE)) {
      List<NDArray> held = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        held.add(dict.get("peer/" + i, NDArray.class));
      }
      System.out.println("mapped");
      in.readLine();
      // What was got before may be gone: any value or InternalError, but the process lives.
      long sum = 0;
      int refused = 0;
      for (NDArray array : held) {
        try {
          sum += array.at(0).getInt() + array.at(999).getInt();
        } catch (InternalError gone) {
          refused++;
        }
      }
      System.out.println(
          "held read " + (held.size() - refused) + " gone " + refused + " sum " + sum);
      for (int i = 0; i < 100; i++) {
        System.out.println("get " + i + " " + attempt(dict, i));
      }
      System.out.println("put " + attemptPut(dict));
    }
  }

  private static String attempt(MmapDict dict, int i) {
    try {
      NDArray array = dict.get("peer/" + i, NDArray.class);
      if (array == null) {
        return "absent";
      }
      for (int j = 0; j < 1000; j++) {
        if (array.at(j).getInt() != i) {
          return "wrong";
        }
      }
      return "right";
    } catch (MmapDictException refused) {
      return "refused " + refused.getMessage();
    }
  }

  private static String attemptPut(MmapDict dict) {
    try {
      dict.put("after", "vacuum");
      return "vacuum".equals(dict.get("after")) ? "right" : "wrong";
    } catch (MmapDictException refused) {
      return "refused " + refused.getMessage();
    }
  }
}
