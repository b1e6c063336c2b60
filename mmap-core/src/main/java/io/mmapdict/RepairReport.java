package io.mmapdict;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@link FileCheck#repair} did.
 *
 * @param found what the check of the file found before
 * @param original where the damaged file is now, or null if nothing was to be repaired
 * @param entries how many entries the repaired file holds, one for each key; 0 if nothing was to be
 *     repaired
 */
public record RepairReport(CheckReport found, @Nullable Path original, long entries) {}
