package io.mmapdict.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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
    COMMANDS.put("serve", ServeCommand::new);
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
    boolean colours = Output.isTerminal() && System.getenv("NO_COLOR") == null;
    CommandLine commands = new CommandLine(new Main());
    // Picocli reflects on every command it is given, which is most of a short command's time.
    Supplier<Runnable> chosen = args.length > 0 ? COMMANDS.get(args[0]) : null;
    if (chosen != null) {
      commands.addSubcommand(args[0], chosen.get());
    } else {
      COMMANDS.forEach((name, command) -> commands.addSubcommand(name, command.get()));
    }
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF));
    commands.setUsageHelpWidth(80);
    commands.setOut(Output.helpWriter());
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

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int usageError(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = e.getMessage().replaceFirst("^Error: ", "");
    if (e instanceof UnmatchedArgumentException unmatched
        && e.getCommandLine().getParent() == null) {
      String first = unmatched.getUnmatched().getFirst();
      if (!first.startsWith("-")) {
        message = "no command '" + first + "'; there are " + String.join(", ", COMMANDS.keySet());
      }
    }
    Output.error(message + "; see " + command + " --help");
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
