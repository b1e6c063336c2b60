package io.mmapdict;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One change of a file, as Java's flight recorder sees it. Filled by {@link Commit} alone. */
@Name("io.mmapdict.Commit")
@Label("Commit")
@Category("mmapdict")
@Description("One change of a MmapDict's file, from the wait for its lock to the moment it is seen")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads them.
final class CommitEvent extends Event {
  @Label("File")
  String file = "";

  @Label("Key")
  @Description("The first of several")
  String key = "";

  @Label("Entries")
  @Description("How many keys were put, or 0: the key was removed")
  int entries;

  @Label("Offset")
  @Description("Where the entries start in the file")
  long offset;

  @Label("Bytes")
  @Description("How many bytes the entries take in the file")
  @DataAmount
  long bytes;

  @Label("Commit Number")
  @Description("The file's, after this change")
  int commitNumber;

  @Label("Lock Wait")
  @Description("How long the file's lock was waited for")
  @Timespan
  long lockWait;
}
