package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What `ctr events` prints of a containerd, line by line, until it is closed.
final class CtrEvents implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private CtrEvents(Process process) {
    this.process = process;
  }

  /// Returns when events come: a subscription has no answer, so namespaces are made until one is
  /// told of.
  static CtrEvents of(PrivateContainerd containerd) throws Exception {
    CtrEvents events = new CtrEvents(containerd.ctrStarted("events"));
    Thread.ofVirtual().start(events::read);
    eventually("events come", () -> events.isToldOf(containerd));
    return events;
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private boolean isToldOf(PrivateContainerd containerd) {
    containerd.ctr("namespace", "create", "probe");
    containerd.ctr("namespace", "rm", "probe");
    return lines.stream().anyMatch(line -> line.contains("/namespaces/create"));
  }

  /// The events of a topic that are about a container.
  List<String> of(String topic, String container) {
    return lines.stream()
        .filter(line -> line.contains(" " + topic + " ") && line.contains("\"" + container + "\""))
        .toList();
  }

  /// Waits for the first of them.
  String await(String topic, String container) throws InterruptedException {
    eventually(topic + " of " + container, () -> !of(topic, container).isEmpty());
    return of(topic, container).getFirst();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
