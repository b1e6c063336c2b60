package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another program cuts the file under a live mapping: every use is refused, no key is called absent
 * that was not removed, nothing is written, and the JVM lives on, whatever has compiled its code.
 */
@Damaged
class CutMappingTest {
  private static final String USUAL_COMPILERS = "-XX:+TieredCompilation";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", USUAL_COMPILERS})
  void everyUseIsRefusedAndTheProcessLives(String compiler) throws Exception {
    survives(compiler, CutVictim.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", USUAL_COMPILERS})
  void aCutInTheMiddleOfEverything(String compiler) throws Exception {
    survives(compiler, CutWhileBusy.class);
  }

  @Test
  void aCutWhileValuesAreKnownBySight() throws Exception {
    survives(USUAL_COMPILERS, CutKnownBySight.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", USUAL_COMPILERS})
  void aCutBeforeAStore(String compiler) throws Exception {
    survives(compiler, CutStores.class);
  }

  private void survives(String compiler, Class<?> victim) throws Exception {
    ProcessBuilder child = Jvm.builder(victim, folder);
    child.command(
        child.command().stream()
            .map(each -> each.startsWith("-XX:Tiered") ? compiler : each)
            .collect(Collectors.toList()));
    Process process =
        child.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), Arrays.toString(folder.toFile().list()) + said);
  }
}
