package dev.jawa.app.guest;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Stdio;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `jawa-shell`: what somebody finds who executes it in a container of a guest, which has no shell
/// of its own. It answers questions about the container, from a terminal, a pipe or its arguments.
public final class DiagnosticShell implements Guest {

  /// The program's name for Exec.
  public static final String NAME = "jawa-shell";

  private static final String PROMPT = "jawa> ";
  private static final int CHUNK = 4096;

  private final Map<String, Supplier<String>> questions;

  /// @param questions the answers by what is asked for; several lines each
  public DiagnosticShell(Map<String, Supplier<String>> questions) {
    this.questions = questions;
  }

  @Override
  public GuestKind kind() {
    return GuestKind.COMMAND;
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    return GuestThread.start(NAME, spec, thread -> run(spec, thread));
  }

  private int run(GuestSpec spec, GuestThread thread) {
    Thread running = Thread.currentThread();
    thread.interruptWith(running::interrupt);
    List<String> asked = spec.args().subList(1, spec.args().size());
    if (!asked.isEmpty()) {
      return answer(String.join(" ", asked), spec.stdio()) ? 0 : 1;
    }
    return converse(spec.stdio());
  }

  private int converse(Stdio stdio) {
    Lines lines = new Lines(stdio.stdin());
    while (true) {
      if (stdio.stdoutTerminal()) {
        Printing.print(stdio.stdout(), PROMPT);
      }
      String line = lines.next();
      if (line == null || line.equals("exit") || line.equals("quit")) {
        return 0;
      }
      if (!line.isEmpty()) {
        answer(line, stdio);
      }
    }
  }

  /// @return whether there was an answer
  private boolean answer(String question, Stdio stdio) {
    if (question.equals("help")) {
      Printing.print(stdio.stdout(), String.join("\n", questions.keySet()) + "\nexit\n");
      return true;
    }
    Supplier<String> answer = questions.get(question);
    if (answer == null) {
      Printing.print(stdio.stderr(), question + ": unknown; 'help' lists what can be asked\n");
      return false;
    }
    Printing.print(stdio.stdout(), answer.get().strip() + "\n");
    return true;
  }

  /// What is typed, line by line.
  private static final class Lines {
    private final ByteSource source;
    private byte[] chunk = ByteSource.NOTHING;
    private int at;

    Lines(ByteSource source) {
      this.source = source;
    }

    /// The next, `null` at the end.
    @Nullable String next() {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (at < chunk.length || fill()) {
        byte next = chunk[at++];
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8).strip();
        }
        line.write(next);
      }
      return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8).strip();
    }

    private boolean fill() {
      try {
        while (true) {
          byte[] read = source.read(CHUNK);
          if (read == null) {
            return false;
          }
          if (read.length > 0) {
            chunk = read;
            at = 0;
            return true;
          }
          source.readiness().await();
        }
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        // So that the one who interrupted finds why it ended.
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
