package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Range;
import com.google.common.collect.TreeBasedTable;
import com.google.common.collect.TreeRangeSet;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyRange;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.impl.factory.Multimaps;
import org.eclipse.collections.impl.list.Interval;
import org.eclipse.collections.impl.list.primitive.IntInterval;
import org.eclipse.collections.impl.list.primitive.LongInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeAndTableCodecTest extends ValueCodecContract {
  private static final Codecs CODECS =
      Codecs.of(new RangeCodec(), new TableCodec(), new MultimapCodec(), new CounterCodec());

  /** What Python should see. */
  private static Map<Object, String> meant() {
    Map<Object, String> all = new LinkedHashMap<>();
    all.put(Range.closedOpen(0, 5), "range(0, 5)");
    all.put(Range.closed((byte) -1, (byte) 5), "range(-1, 6)");
    all.put(Range.open(1L, 5L), "range(2, 5)");
    all.put(Range.closed((short) 1, (short) 5), "range(1, 6)");
    all.put(Range.closedOpen(5, 5), "range(5, 5)");
    all.put(Range.closed(Long.MAX_VALUE, Long.MAX_VALUE), "range(2**63 - 1, 2**63)");
    all.put(Range.openClosed(BigInteger.ZERO, BigInteger.TEN), "range(1, 11)");
    all.put(Range.atLeast(3), "{'lower': 3, 'upper': None, 'bounds': '[)'}");
    all.put(Range.lessThan(3), "{'lower': None, 'upper': 3, 'bounds': '()'}");
    all.put(Range.all(), "{'lower': None, 'upper': None, 'bounds': '()'}");
    all.put(Range.openClosed(0.5, 1.5), "{'lower': 0.5, 'upper': 1.5, 'bounds': '(]'}");
    all.put(
        Range.closed(LocalDate.of(2018, 6, 18), LocalDate.of(2018, 6, 19)),
        "{'lower': date(2018, 6, 18), 'upper': date(2018, 6, 19), 'bounds': '[]'}");
    TreeRangeSet<Integer> set = TreeRangeSet.create();
    set.add(Range.closedOpen(7, 9));
    set.add(Range.closedOpen(0, 2));
    all.put(set, "[range(0, 2), range(7, 9)]");
    all.put(ImmutableRangeMap.of(Range.closedOpen(0, 2), "x"), "[(range(0, 2), 'x')]");
    all.put(Interval.fromToBy(1, 10, 4), "range(1, 10, 4)");
    all.put(Interval.fromTo(5, 5), "range(5, 6)");
    all.put(IntInterval.fromToBy(10, -3, -4), "range(10, -3, -4)");
    all.put(LongInterval.fromTo(1L << 40, (1L << 40) + 2), "range(2**40, 2**40 + 3)");
    all.put(ImmutableTable.of("row", "column", 1L), "{'row': {'column': 1}}");
    TreeBasedTable<Integer, Integer, String> table = TreeBasedTable.create();
    table.put(2, 1, "c");
    table.put(1, 2, "b");
    table.put(1, 1, "a");
    all.put(table, "{1: {1: 'a', 2: 'b'}, 2: {1: 'c'}}");
    all.put(
        Multimaps.mutable.bag.with("k", 1L, "k", 1L, "j", 2L),
        "defaultdict(Counter, {'k': Counter({1: 2}), 'j': Counter({2: 1})})");
    all.put(
        Multimaps.mutable.sortedSet.with(java.util.Comparator.<Long>naturalOrder()),
        "defaultdict(set)");
    return all;
  }

  @Override
  protected ValueCodec codec() {
    return new RangeCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of(Range.closedOpen(0L, 5L), IntInterval.fromTo(0, 4), Interval.fromTo(0, 4));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return actual.equals(new PyRange(0, 5, 1));
  }

  @EachPython
  void pythonSeesWhatItExpects(Python python, @TempDir Path folder) throws IOException {
    List<String> expressions = new ArrayList<>();
    List<String> hashable = new ArrayList<>();
    for (Map.Entry<Object, String> each : meant().entrySet()) {
      Path file = folder.resolve(String.valueOf(expressions.size()));
      Files.write(file, CODECS.dump(each.getKey()));
      expressions.add(each.getValue());
      hashable.add(mayBeKey(each.getKey()) ? "True" : "False");
    }
    Files.write(folder.resolve("hashable"), hashable);
    Files.write(folder.resolve("meant"), expressions);
    python.run(
        """
        import pickle, sys
        from collections import Counter, defaultdict
        from datetime import date
        def hashes(value):
            try: return hash(value) is not None
            except TypeError: return False
        with open(sys.argv[1] + '/hashable') as f:
            hashable = f.read().split()
        with open(sys.argv[1] + '/meant') as f:
            for i, text in enumerate(f.read().splitlines()):
                with open('%s/%d' % (sys.argv[1], i), 'rb') as pickled:
                    value = pickle.load(pickled)
                meant = eval(text)
                assert type(value) is type(meant) and value == meant, (value, text)
                assert repr(value) == repr(meant) or type(value) is defaultdict, (value, text)
                assert str(hashes(value)) == hashable[i], text
                if type(value) is defaultdict:
                    assert value.default_factory is meant.default_factory
        """,
        folder);
  }

  private static boolean mayBeKey(Object value) {
    try {
      CODECS.dump(Map.of(value, 1L));
      return true;
    } catch (PickleException e) {
      assertTrue(e.getMessage().contains("that Python can hash"), e.getMessage());
      return false;
    }
  }

  @Test
  void aTableIsReadAsMapOfMaps() {
    byte[] pickle = CODECS.dump(ImmutableTable.of("row", "column", 1L));
    Map<?, ?> meant = Map.of("row", Map.of("column", 1L));
    assertEquals(meant, CODECS.load(MemorySegment.ofArray(pickle)));
  }
}
