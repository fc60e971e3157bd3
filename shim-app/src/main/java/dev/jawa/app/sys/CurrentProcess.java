package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a command or the daemon does to its own process.
public final class CurrentProcess {

  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int STDOUT = 1;

  private CurrentProcess() {}

  /// Has the orphans of this process's children become its children.
  public static void becomeSubreaper() throws IOException {
    Kernel.call("prctl", Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, 1);
  }

  /// Lets go of what stdout leads to, which somebody may be reading to its end.
  public static void detachStdout() throws IOException {
    try (Fd nowhere = Fd.open(Path.of("/dev/null"), Fd.Mode.WRITE)) {
      Kernel.call("dup3", Syscall.DUP3, nowhere.number(), STDOUT, 0);
    }
  }

  /// Closes a descriptor that this process was given when it was started.
  public static void close(int inherited) throws IOException {
    Kernel.call("close", Syscall.CLOSE, inherited);
  }

  /// Ends this process at once, without shutdown hooks. `System.exit` waits for what the JIT is
  /// compiling, which for a guest's large functions are seconds that nobody has a use for.
  ///
  /// @throws IOException if it could not be ended so
  public static void exit(int code) throws IOException {
    Kernel.call("exit_group", Syscall.EXIT_GROUP, code);
  }

  /// Gives up a protection from the OOM killer that was inherited: a process that holds the memory
  /// of guests must not survive at the cost of the machine.
  public static void giveUpOomProtection() throws IOException {
    Path score = Path.of("/proc/self/oom_score_adj");
    if (Files.readString(score).startsWith("-")) {
      Files.writeString(score, "0");
    }
  }
}
