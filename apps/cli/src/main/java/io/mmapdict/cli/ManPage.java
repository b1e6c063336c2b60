package io.mmapdict.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page, section 1, of the program and all its commands, in the macros of man(7): what
 * the help of the commands says, once more.
 */
final class ManPage {
  private static final String EXAMPLE = "Example";

  private final CommandLine program;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine program) {
    this.program = program;
  }

  /** The source of the page. */
  String text() {
    CommandSpec spec = program.getCommandSpec();
    page.setLength(0);
    macro("TH", "MMAPDICT", "1", "", spec.version()[0], "User Commands");
    macro("SH", "NAME");
    line("mmapdict - look into and change files of mmapdict, which are ordinary Python pickles");
    macro("SH", "SYNOPSIS");
    line("mmapdict COMMAND ...");
    macro("SH", "DESCRIPTION");
    line(
        "A file of mmapdict is a map from keys to values, an ordinary Python pickle whose arrays"
            + " are memory-mapped where they lie. Many processes read it and append to it at once.");
    macro("SH", "COMMANDS");
    program.getSubcommands().values().forEach(each -> command(each.getCommandSpec()));
    macro("SH", "EXIT STATUS");
    tagged("0", "done");
    tagged(
        "1",
        "the file or the work is at fault: one line on standard error says what, where and"
            + " what to do");
    tagged("2", "wrong usage");
    tagged("130", "ended by Ctrl-C");
    tagged("141", "nobody reads standard output any more");
    macro("SH", "ENVIRONMENT");
    tagged("NO_COLOR", "no colours, if it is not empty");
    tagged("MMAPDICT_JAVA_HOME, JAVA_HOME", "where a JDK 25 or newer is");
    tagged("MMAPDICT_TRUST_FLOCK", "1: write to files on network file systems, of one host only");
    return page.toString();
  }

  private void command(CommandSpec command) {
    Help help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
    macro("SS", oneLine(help.synopsis(0)));
    paragraphs(command.usageMessage().description());
    for (PositionalParamSpec each : command.positionalParameters()) {
      tagged(each.paramLabel(), description(each));
    }
    for (OptionSpec each : command.options()) {
      if (!each.usageHelp() && !each.versionHelp()) { // all commands have these
        String value = each.arity().max() > 0 ? " " + each.paramLabel() : "";
        tagged(String.join(", ", each.names()) + value, description(each));
      }
    }
    examples(command.usageMessage().footer());
  }

  /** What the footer says, and its examples as they are typed. */
  private void examples(String... footer) {
    List<String> notes = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    for (String line : footer) {
      if (line.startsWith(EXAMPLE) || !examples.isEmpty()) {
        examples.add(line.replaceFirst("^Examples?:", "").strip());
      } else if (!line.isBlank()) {
        notes.add(line);
      }
    }
    paragraphs(notes.toArray(String[]::new));
    macro("PP");
    macro("EX");
    examples.forEach(this::line);
    macro("EE");
  }

  private static String description(ArgSpec argument) {
    return Stream.of(argument.description())
        .map(text -> text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue())))
        .map(text -> text.replace("${COMPLETION-CANDIDATES}", candidates(argument)))
        .collect(Collectors.joining(" "));
  }

  private static String candidates(ArgSpec argument) {
    List<String> all = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(all::add);
    }
    return String.join(", ", all);
  }

  private void paragraphs(String... texts) {
    if (texts.length > 0) {
      macro("PP");
      line(String.join(" ", texts));
    }
  }

  private void tagged(String tag, String text) {
    macro("TP");
    page.append(".B ").append(quoted(tag)).append('\n');
    line(text);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    Arrays.stream(arguments).forEach(each -> page.append(' ').append(quoted(each)));
    page.append('\n');
  }

  private void line(String text) {
    String escaped = escaped(oneLine(text));
    boolean control = escaped.startsWith(".") || escaped.startsWith("'");
    page.append(control ? "\\&" : "").append(escaped).append('\n');
  }

  private static String quoted(String text) {
    return '"' + escaped(text).replace("\"", "\\(dq") + '"';
  }

  /** What troff takes for more than the character that it is; hyphens are to be copied as such. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha");
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
