package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Guests that end when the test says so. Their files say whether they load and start.
final class FakeGuests implements GuestLoader {

  final BlockingQueue<Started> started = new LinkedBlockingQueue<>();

  @Override
  public Guest load(String engine, GuestCode code, GuestKind preferred) {
    String name = code.main().name();
    String content = new String(code.main().wasm(), UTF_8);
    if (content.equals("garbage")) {
      throw new GuestException(name + ": not a WebAssembly file");
    }
    return new Guest() {
      @Override
      public GuestKind kind() {
        return GuestKind.MODULE;
      }

      @Override
      public GuestProcess start(GuestSpec spec) {
        if (content.equals("port taken")) {
          throw new GuestException("0.0.0.0:8080: the port is taken");
        }
        Started guest = new Started(spec, engine, !content.equals("deaf"));
        started.add(guest);
        return guest;
      }
    };
  }

  static final class Started implements GuestProcess {
    final GuestSpec spec;
    final String engine;
    private final boolean hearsSignals;
    final CompletableFuture<Exit> exit = new CompletableFuture<>();

    Started(GuestSpec spec, String engine, boolean hearsSignals) {
      this.hearsSignals = hearsSignals;
      this.spec = spec;
      this.engine = engine;
    }

    void print(String text) throws IOException {
      spec.stdio().stdout().write(text.getBytes(UTF_8));
    }

    @Override
    public CompletableFuture<Exit> exit() {
      return exit;
    }

    @Override
    public void signal(int signal) {
      if (hearsSignals) {
        exit.complete(new Exit(128 + signal, null));
      }
    }

    @Override
    public @Nullable InetSocketAddress address() {
      return null;
    }
  }
}
