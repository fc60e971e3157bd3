package dev.jawa.app.cli;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.app.guest.GuestException;
import dev.jawa.engine.EngineUnavailableException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root: hands over to one class for each command, and turns whatever goes wrong into one line
/// and an exit code.
@Command(
    name = "jawa",
    description = "Runs WebAssembly modules and components on the JVM.",
    versionProvider = JawaVersion.class)
public final class JawaCommand implements Runnable {

  /// Wrong usage.
  static final int USAGE = 2;

  /// The file is not valid, an import is missing, the port is taken.
  static final int FAILED = 1;

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
    CommandLine line = commandLine(console);
    return line.execute(withRun(line.getSubcommands(), args));
  }

  static CommandLine commandLine(Console console) {
    // What stands behind FILE belongs to the guest.
    CommandLine run = new CommandLine(new RunCommand(console)).setStopAtPositional(true);
    CommandLine line =
        new CommandLine(new JawaCommand())
            .addSubcommand("run", run)
            .addSubcommand("serve", new ServeCommand(console))
            .addSubcommand("inspect", new InspectCommand(console))
            .addSubcommand("compile", new CompileCommand(console))
            .addSubcommand("image", ImageCommand.with(console))
            .addSubcommand("engines", new EnginesCommand(console))
            .addSubcommand("completion", new CompletionCommand(console))
            .setOut(new PrintWriter(console.out(), true))
            .setParameterExceptionHandler((e, _) -> usage(console, e.getCommandLine(), e))
            .setExecutionExceptionHandler((e, at, _) -> failure(console, at, e));
    return line;
  }

  /// `jawa FILE args…` means `jawa run FILE args…`.
  private static String[] withRun(Map<String, CommandLine> commands, String[] args) {
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
