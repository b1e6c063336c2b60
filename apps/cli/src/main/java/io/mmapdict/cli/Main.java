package io.mmapdict.cli;

import io.mmapdict.viewer.PythonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code mmapdict}: parses the arguments, runs a subcommand, gives the exit code. */
@Command(
    name = "mmapdict",
    description = "Looks into and changes files of mmapdict, which are ordinary Python pickles.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "mmapdict COMMAND --help shows the options of a command and an example.",
      "Exit code: 0 done, 1 the file or the work is at fault, 2 wrong usage."
    })
public final class Main implements Runnable {
  private static final Map<String, Supplier<Runnable>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("register", RegisterCommand::new);
    COMMANDS.put("ls", LsCommand::new);
    COMMANDS.put("get", GetCommand::new);
    COMMANDS.put("put", PutCommand::new);
    COMMANDS.put("rm", RmCommand::new);
    COMMANDS.put("vacuum", VacuumCommand::new);
    COMMANDS.put("reclaim", ReclaimCommand::new);
    COMMANDS.put("fsck", FsckCommand::new);
    COMMANDS.put("dis", DisCommand::new);
    COMMANDS.put("audit", AuditCommand::new);
    COMMANDS.put("convert", ConvertCommand::new);
    COMMANDS.put("import", ImportCommand::new);
    COMMANDS.put("export", ExportCommand::new);
    COMMANDS.put("watch", WatchCommand::new);
    COMMANDS.put("serve", ServeCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("man", ManCommand::new);
    COMMANDS.put("help", HelpCommand::new);
  }

  @Spec private CommandSpec spec;

  /** Ends the process with the exit code. */
  public static void main(String... args) {
    int exit = run(args);
    if (exit != CommandLine.ExitCode.OK) { // otherwise it ends by itself, and 20 ms earlier
      System.exit(exit);
    }
  }

  /** Runs a command and gives its exit code: 0 done, 1 the work is at fault, 2 wrong usage. */
  static int run(String... args) {
    // Picocli reflects on every command it is given, which is most of a short command's time.
    CommandLine commands = args.length > 0 && COMMANDS.containsKey(args[0]) ? only(args[0]) : all();
    commands.setParameterExceptionHandler((e, arguments) -> usageError(e));
    commands.setExecutionExceptionHandler((e, command, result) -> Failures.report(e));
    int exit;
    try {
      exit = commands.execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      exit = Failures.report(e);
    }
    return Output.finish(exit);
  }

  /** The program with all its commands. */
  static CommandLine all() {
    CommandLine commands = new CommandLine(new Main());
    COMMANDS.forEach((name, command) -> commands.addSubcommand(name, command.get()));
    return styled(commands);
  }

  /** The program with one of its commands. */
  private static CommandLine only(String name) {
    Runnable command = Objects.requireNonNull(COMMANDS.get(name)).get();
    return styled(new CommandLine(new Main()).addSubcommand(name, command));
  }

  private static CommandLine styled(CommandLine commands) {
    boolean colours = Output.isTerminal() && Output.mayColour();
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF));
    commands.setUsageHelpWidth(80);
    commands.setOut(Output.helpWriter());
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command; " + names());
  }

  /** The message for who asks for a command that there is not. */
  static String noCommand(String name) {
    String hint = Close.hint(name, COMMANDS.keySet());
    return "no command " + PythonText.quote(name) + (hint.isEmpty() ? "; " + names() : hint);
  }

  private static String names() {
    return "there are " + String.join(", ", COMMANDS.keySet());
  }

  private static int usageError(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String message = e.getMessage().replaceFirst("^Error: ", "");
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      if (first.startsWith("-")) {
        message += Close.hint(first, spec.optionsMap().keySet());
      } else if (spec.parent() == null) {
        message = noCommand(first);
      }
    }
    Output.error(message + "; see " + spec.qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  /** The version stands in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "mmapdict " + version, "Java " + System.getProperty("java.runtime.version")
      };
    }
  }
}
