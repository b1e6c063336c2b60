package io.mmapdict;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link FileCheck} found in a file. Offsets and lengths are in bytes.
 *
 * @param file the file, absolute
 * @param sizeBytes of the file
 * @param commitNumber as it stands in the header, 0 where the header is cut off
 * @param hasEpoch whether a shim carries an epoch; files of mmappickle have none
 * @param live how many whole entries are switched on, those that a later one of their key
 *     supersedes too
 * @param liveBytes of these entries
 * @param dead how many whole entries are switched off
 * @param deadBytes of these entries
 * @param tailBytes behind the terminator, never committed
 * @param findings in the order of the file
 */
public record CheckReport(
    Path file,
    long sizeBytes,
    int commitNumber,
    boolean hasEpoch,
    long live,
    long liveBytes,
    long dead,
    long deadBytes,
    long tailBytes,
    List<Finding> findings) {
  /** The findings are copied. */
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /**
   * Whether it is another kind of file: it has neither the header nor a whole entry of ours, and
   * {@link FileCheck#repair} refuses it.
   */
  public boolean isForeign() {
    return live + dead == 0
        && findings.stream()
            .anyMatch(found ->
                found.severity() == Finding.Severity.DAMAGE
                    && found.offset() < FileLayout.HEADER_BYTES);
  }

  /**
   * Whether nothing is damaged: every frame, every opcode and every value is as the format says.
   * Plain Python loads such a file, if it has the modules that the values name, and nothing short
   * of that promises so. What {@linkplain Finding.Severity#NOTE only deserves a note} is sound.
   */
  public boolean isSound() {
    return findings.stream().noneMatch(found -> found.severity() == Finding.Severity.DAMAGE);
  }
}
