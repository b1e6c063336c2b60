package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Python;
import java.util.Random;

/** Python asks a viewer, and knows what the file holds. */
final class Asking {
  /**
   * {@code ask(path, parameters)} and {@code ask_json} give an answer, {@code tile(parameters)} a
   * tile's samples and mask; {@code refused(status, text, path, parameters)} wants an error; {@code
   * d} is what pickle.load gives.
   */
  private static final String ASK =
      """
      import json, pickle, sys, urllib.error, urllib.parse, urllib.request
      import numpy as np
      url = sys.argv[1]
      d = pickle.load(open(sys.argv[2], 'rb'))

      def ask(path, **query):
          lists = [(k.rstrip('_'), v) for k, vs in query.items()
                   for v in (vs if isinstance(vs, list) else [vs])]
          return urllib.request.urlopen(url + path + '?' + urllib.parse.urlencode(lists))

      def ask_json(path, **query):
          return json.load(ask(path, **query))

      def refused(status, text, path, **query):
          try:
              ask(path, **query)
          except urllib.error.HTTPError as e:
              said = json.load(e)['error']
              assert e.code == status and text in said, (e.code, said)
          else:
              raise AssertionError('not refused')

      def tile(**query):
          answer = ask('tile', **query)
          shape = int(answer.headers['X-Rows']), int(answer.headers['X-Columns'])
          body = answer.read()
          n = shape[0] * shape[1]
          samples = np.frombuffer(body, '<f4', n).reshape(shape)
          if answer.headers['X-Masked'] is None:
              assert len(body) == 4 * n
              return samples, None
          assert len(body) == 5 * n
          return samples, np.frombuffer(body, 'u1', n, 4 * n).reshape(shape)

      """;

  private Asking() {}

  /** Serves a file while a script runs. */
  static void inPython(MmapDict dict, String script) {
    try (Viewer viewer = Viewer.serve(dict.path(), 0)) {
      Python.any().run(ASK + script, viewer.address(), dict.path());
    }
  }

  /** An array of whole numbers, the same for the same rank. */
  static NDArray random(DType dtype, Order order, long... shape) {
    Random random = new Random(shape.length);
    NDArray array = NDArray.zeros(dtype, order, Shape.of(shape));
    boolean isSigned = dtype.kind() != DType.Kind.UINT;
    array
        .flat()
        .elements()
        .forEach(
            each -> each.setDouble(isSigned ? random.nextInt(-300, 300) : random.nextInt(256)));
    return array;
  }
}
