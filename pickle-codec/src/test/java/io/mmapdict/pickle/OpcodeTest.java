package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.Python;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  private static final String PYTHONS_TABLE =
      """
      import pickletools as p
      for o in p.opcodes:
          print(o.name, ord(o.code), o.arg.name if o.arg else 'none',
                ' '.join(s.name for s in o.stack_before), '->',
                ' '.join(s.name for s in o.stack_after), o.proto)
      """;

  @Test
  void hasTheRowsOfPython() {
    String own =
        Arrays.stream(Opcode.values())
            .map(o ->
                String.join(
                    " ",
                    o.name(),
                    String.valueOf(o.code()),
                    o.argument().name().toLowerCase(Locale.ROOT),
                    o.before(),
                    "->",
                    o.after(),
                    String.valueOf(o.protocol())))
            .collect(Collectors.joining("\n"));
    assertEquals(68, Opcode.values().length);
    for (Python python : Python.all()) {
      assertEquals(python.run(PYTHONS_TABLE).strip(), own, python.version());
    }
  }

  @Test
  void oldNamesAreThoseOfPython() {
    String script =
        """
        import _compat_pickle as c
        for k, v in c.NAME_MAPPING.items(): print(*k, *v)
        for k, v in c.IMPORT_MAPPING.items(): print(k, 'anything', v, 'anything')
        """;
    for (String line : Python.any().run(script).lines().toList()) {
      String[] words = line.split(" ", -1);
      assertEquals(
          new PyGlobal(words[2], words[3]),
          OldNames.toPython3(new PyGlobal(words[0], words[1])),
          line);
    }
  }
}
