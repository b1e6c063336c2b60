/** The command {@code mmapdict}: see {@code docs/command-line.md}. */
@NullMarked
package io.mmapdict.cli;

import org.jspecify.annotations.NullMarked;
