package dev.jawa.wasi.p2;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.cli.Environment;
import dev.jawa.wasi.p2.cli.Exit;
import dev.jawa.wasi.p2.cli.Stderr;
import dev.jawa.wasi.p2.cli.Stdin;
import dev.jawa.wasi.p2.cli.Stdout;
import dev.jawa.wasi.p2.cli.TerminalInput;
import dev.jawa.wasi.p2.cli.TerminalOutput;
import dev.jawa.wasi.p2.cli.TerminalStderr;
import dev.jawa.wasi.p2.cli.TerminalStdin;
import dev.jawa.wasi.p2.cli.TerminalStdout;
import dev.jawa.wasi.p2.clocks.MonotonicClock;
import dev.jawa.wasi.p2.clocks.Timezone;
import dev.jawa.wasi.p2.clocks.WallClock;
import dev.jawa.wasi.p2.config.ConfigStore;
import dev.jawa.wasi.p2.filesystem.FilesystemTypes;
import dev.jawa.wasi.p2.filesystem.Preopens;
import dev.jawa.wasi.p2.http.HttpTypes;
import dev.jawa.wasi.p2.http.OutgoingHandler;
import dev.jawa.wasi.p2.io.IoError;
import dev.jawa.wasi.p2.io.Poll;
import dev.jawa.wasi.p2.io.Streams;
import dev.jawa.wasi.p2.keyvalue.Atomics;
import dev.jawa.wasi.p2.keyvalue.Batch;
import dev.jawa.wasi.p2.keyvalue.Store;
import dev.jawa.wasi.p2.logging.Logging;
import dev.jawa.wasi.p2.random.Insecure;
import dev.jawa.wasi.p2.random.InsecureSeed;
import dev.jawa.wasi.p2.random.Random;
import dev.jawa.wasi.p2.sockets.InstanceNetwork;
import dev.jawa.wasi.p2.sockets.IpNameLookup;
import dev.jawa.wasi.p2.sockets.Network;
import dev.jawa.wasi.p2.sockets.Tcp;
import dev.jawa.wasi.p2.sockets.TcpCreateSocket;
import dev.jawa.wasi.p2.sockets.Udp;
import dev.jawa.wasi.p2.sockets.UdpCreateSocket;
import java.util.ArrayList;
import java.util.List;

/// All interfaces of WASI 0.2 that a component may import.
public final class P2 {

  private static final List<HostInterface<WasiContext>> ALL =
      List.of(
          IoError.binding(),
          Poll.binding(),
          Streams.binding(),
          Environment.binding(),
          Exit.binding(),
          Stdin.binding(),
          Stdout.binding(),
          Stderr.binding(),
          TerminalInput.binding(),
          TerminalOutput.binding(),
          TerminalStdin.binding(),
          TerminalStdout.binding(),
          TerminalStderr.binding(),
          MonotonicClock.binding(),
          WallClock.binding(),
          Timezone.binding(),
          Random.binding(),
          Insecure.binding(),
          InsecureSeed.binding(),
          FilesystemTypes.binding(),
          Preopens.binding(),
          HttpTypes.binding(),
          OutgoingHandler.binding(),
          Network.binding(),
          InstanceNetwork.binding(),
          TcpCreateSocket.binding(),
          Tcp.binding(),
          UdpCreateSocket.binding(),
          Udp.binding(),
          IpNameLookup.binding());

  private static final List<HostInterface<WasiContext>> PROPOSALS = proposalBindings();

  private P2() {}

  private static List<HostInterface<WasiContext>> proposalBindings() {
    List<HostInterface<WasiContext>> bindings = new ArrayList<>();
    bindings.add(ConfigStore.binding());
    bindings.add(Store.binding());
    bindings.add(Atomics.binding());
    bindings.add(Batch.binding());
    bindings.addAll(Logging.bindings());
    return List.copyOf(bindings);
  }

  /// The interfaces, for `Linker.add`; the tables are made once and immutable.
  public static List<HostInterface<WasiContext>> all() {
    return ALL;
  }

  /// Interfaces that are not part of WASI 0.2 yet but that components use: configuration, keys and
  /// values, logging.
  public static List<HostInterface<WasiContext>> proposals() {
    return PROPOSALS;
  }
}
