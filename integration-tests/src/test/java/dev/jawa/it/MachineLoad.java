package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import java.util.List;
import java.util.stream.IntStream;

/// Clients on a machine that ask one address without rest and write down what came of it.
final class MachineLoad {

  private static final int CLIENTS = 3;

  /// The address is read anew for each request, and each is on a connection of its own.
  private static final String CLIENT =
      """
      mkdir -p /load && rm -f /load/*
      echo '%s' >/load/url
      for client in $(seq %d); do
        setsid sh -c 'while [ ! -e /load/stop ]; do
          curl -s -m 20 -o /dev/null -w "%%{http_code}\\n" "$(cat /load/url)"
        done >/load/client'$client >/dev/null 2>&1 &
      done
      """;

  private final Machine machine;

  private MachineLoad(Machine machine) {
    this.machine = machine;
  }

  static MachineLoad start(Machine machine, String url) throws InterruptedException {
    machine.sh(CLIENT.formatted(url, CLIENTS));
    MachineLoad load = new MachineLoad(machine);
    load.awaitMore();
    return load;
  }

  /// Has them ask another address from their next request on.
  void ask(String url) {
    machine.sh("echo '%s' >/load/next && mv /load/next /load/url".formatted(url));
  }

  /// Waits until each client has had three answers more, so that two are to questions of now.
  void awaitMore() throws InterruptedException {
    List<Long> before = answers();
    eventually(
        "all clients have had answers",
        () -> {
          List<Long> now = answers();
          return now.size() == CLIENTS
              && IntStream.range(0, CLIENTS)
                  .allMatch(i -> now.get(i) >= (i < before.size() ? before.get(i) : 0) + 3);
        });
  }

  private List<Long> answers() {
    return machine
        .sh("for file in /load/client*; do wc -l <$file; done")
        .lines()
        .map(Long::parseLong)
        .toList();
  }

  /// Ends them.
  ///
  /// @return the lines of requests that were not answered with 200
  List<String> end() throws InterruptedException {
    machine.sh(": >/load/stop");
    eventually("the clients have ended", () -> !machine.succeeds("pidof curl"));
    return machine.sh("cat /load/client*").lines().filter(line -> !line.equals("200")).toList();
  }
}
