package dev.jawa.app.cli;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.app.guest.GuestException;
import dev.jawa.engine.EngineUnavailableException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root: hands over to one class for each command, and turns whatever goes wrong into one line
/// and an exit code.
@Command(
    addMethodSubcommands = false,
    name = "jawa",
    description = "Runs WebAssembly modules and components on the JVM.",
    versionProvider = JawaVersion.class)
public final class JawaCommand implements Runnable {

  /// Wrong usage.
  static final int USAGE = 2;

  /// The file is not valid, an import is missing, the port is taken.
  static final int FAILED = 1;

  // The commands that have to know all others.
  private static final String COMPLETION = "completion";
  private static final String HELP = "help";

  @Spec private CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print the version")
  private boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "print this help")
  private boolean help;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  private JawaCommand() {}

  /// Runs a command line in this process.
  ///
  /// @return the exit code, as the contract has it
  public static int execute(String[] args) {
    return execute(new Console(System.out, System.err, System.getenv()), args);
  }

  static int execute(Console console, String... args) {
    Map<String, Supplier<CommandLine>> commands = commands(console);
    String[] all = withRun(commands, args);
    int code = commandLine(console, needed(commands, all)).execute(all);
    if (code == 0 && console.out().checkError()) {
      // A PrintStream does not tell why.
      console.err().println("jawa: <stdout>: cannot be written: no space left, or nobody reads it");
      return FAILED;
    }
    return code;
  }

  private static CommandLine commandLine(
      Console console, Map<String, Supplier<CommandLine>> commands) {
    CommandLine line = new CommandLine(new JawaCommand());
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    return line.setOut(new PrintWriter(console.out(), true))
        .setParameterExceptionHandler((e, _) -> usage(console, e.getCommandLine(), e))
        .setExecutionExceptionHandler((e, at, _) -> failure(console, at, e));
  }

  private static Map<String, Supplier<CommandLine>> commands(Console console) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    // What stands behind FILE belongs to the guest.
    commands.put("run", () -> new CommandLine(new RunCommand(console)).setStopAtPositional(true));
    commands.put("serve", () -> ServeCommand.commandLine(console));
    commands.put("inspect", () -> new CommandLine(new InspectCommand(console)));
    commands.put("compile", () -> new CommandLine(new CompileCommand(console)));
    commands.put("wast", () -> new CommandLine(new WastCommand(console)));
    commands.put("image", () -> ImageCommand.with(console));
    commands.put("engines", () -> new CommandLine(new EnginesCommand(console)));
    commands.put("duel", () -> new CommandLine(new DuelCommand(console)).setStopAtPositional(true));
    commands.put(COMPLETION, () -> new CommandLine(new CompletionCommand(console)));
    commands.put(HELP, () -> new CommandLine(new HelpCommand(console)));
    return commands;
  }

  /// Reading the options of all commands by reflection would take longer than many a guest runs.
  private static Map<String, Supplier<CommandLine>> needed(
      Map<String, Supplier<CommandLine>> commands, String[] args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      return Map.of();
    }
    Supplier<CommandLine> named = args.length == 0 ? null : commands.get(args[0]);
    boolean all = named == null || args[0].equals(COMPLETION) || args[0].equals(HELP);
    return all ? commands : Map.of(args[0], named);
  }

  /// `jawa FILE args…` means `jawa run FILE args…`.
  private static String[] withRun(Map<String, ?> commands, String[] args) {
    if (args.length == 0
        || commands.containsKey(args[0])
        || !(args[0].endsWith(".wasm") || args[0].endsWith(".wat"))) {
      return args;
    }
    String[] withRun = new String[args.length + 1];
    withRun[0] = "run";
    System.arraycopy(args, 0, withRun, 1, args.length);
    return withRun;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? 'jawa --help' lists them");
  }

  private static int usage(Console console, CommandLine at, Exception e) {
    String command = at.getCommandSpec().qualifiedName();
    console.fail(e.getMessage() + " (see '" + command + " --help')", e);
    return USAGE;
  }

  private static int failure(Console console, CommandLine at, Exception e) {
    return switch (e) {
      case HelpRequested help -> {
        console.out().print(help.getMessage());
        console.out().flush();
        yield 0;
      }
      case UsageException wrong -> usage(console, at, wrong);
      case GuestException _, EngineUnavailableException _, ConfigurationException _ -> {
        console.fail(String.valueOf(e.getMessage()), e);
        yield FAILED;
      }
      default -> {
        console.fail(
            "this is a defect of Jawa, please report it with JAWA_DEBUG=1 set: "
                + e
                + Arrays.stream(e.getStackTrace()).limit(1).map(f -> " at " + f).toList(),
            e);
        yield FAILED;
      }
    };
  }
}
