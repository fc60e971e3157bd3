package dev.jawa.app.oci;

import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSource;
import dev.jawa.wasi.ctx.ByteSink;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// Outputs of a process that are pipes of their own, from which what it prints is carried on to its
/// client: the client's can be closed while somebody else still holds the process's.
final class CarriedOutputs implements AutoCloseable {

  private final Carried stdout;
  private final Carried stderr;
  private volatile CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  private CarriedOutputs(Carried stdout, Carried stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// One of them.
  ///
  /// @param process the end that the process gets
  private record Carried(Fd process, FdSource source) {

    static Carried open(FdPoller poller) throws IOException {
      Fd.Pipe pipe = Fd.pipe();
      return new Carried(pipe.write(), new FdSource(pipe.read(), poller));
    }

    // Whoever goes on to print when nobody takes it any more has a broken pipe.
    CompletableFuture<Void> carryTo(String name, ByteSink client) {
      process.close();
      return Pump.start(name, source, client).whenComplete((_, _) -> source.close());
    }

    void close() {
      process.close();
      source.close();
    }
  }

  static CarriedOutputs open(FdPoller poller) throws IOException {
    Carried stdout = Carried.open(poller);
    try {
      return new CarriedOutputs(stdout, Carried.open(poller));
    } catch (IOException e) {
      stdout.close();
      throw e;
    }
  }

  /// What the process gets.
  NativeStdio stdio(File stdin) {
    return new NativeStdio(
        stdin, stdout.process().path().toFile(), stderr.process().path().toFile(), null);
  }

  /// Begins, once the process has its ends.
  void carryTo(StdioPipes client) {
    ended =
        CompletableFuture.allOf(
            stdout.carryTo("stdout", client.stdout()), stderr.carryTo("stderr", client.stderr()));
  }

  /// Completes when nobody holds the process's outputs any more and the client has everything.
  CompletableFuture<Void> ended() {
    return ended;
  }

  /// Takes no more; what is on its way is lost.
  @Override
  public void close() {
    stdout.close();
    stderr.close();
  }
}
