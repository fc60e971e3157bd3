package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The machine's own OCI runtime behind a script, which does what a test wants before or after it.
final class HookedRuntime implements AutoCloseable {

  /// For each subcommand a test may lay down a file `before-…` or `after-…` with shell commands,
  /// which find the file of the number of the process that was made in `$pid`, that of the
  /// runtime's messages in `$log`, and the container's name in `$last`.
  private static final String SCRIPT =
      """
      #!/bin/sh
      here=%s
      pid= log= command= last=
      for word; do
        [ "$last" != --pid-file ] || pid=$word
        [ "$last" != --log ] || log=$word
        case $word in create | start | exec | kill | delete) command=${command:-$word} ;; esac
        last=$word
      done
      [ ! -e "$here/before-$command" ] || . "$here/before-$command"
      runc "$@"
      status=$?
      [ ! -e "$here/after-$command" ] || . "$here/after-$command"
      exit $status
      """;

  /// Commands that tell that they were reached, and wait until [#letGo].
  static final String WAIT =
      ": >\"$here/reached\"; while [ ! -e \"$here/go\" ]; do sleep 0.1; done; rm \"$here/reached\"";

  /// Commands that run the runtime until the container's cgroup is there, of which it has written
  /// nothing down yet.
  static final String IN_CREATE =
      """
      made() {
        for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do [ ! -d "$tree/default/$last" ] || return 0; done
        return 1
      }
      runc "$@" & runtime=$!
      until made || ! kill -0 $runtime 2>/dev/null; do :; done
      """;

  /// Commands that fail as the runtime does, with this message.
  static String fail(String message) {
    return "echo '{\"level\":\"error\",\"msg\":\"" + message + "\"}' >\"$log\"; exit 1";
  }

  private final Path folder;

  private HookedRuntime(Path folder) {
    this.folder = folder;
  }

  static HookedRuntime make() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "jawa-it-hooks");
    HookedRuntime runtime = new HookedRuntime(folder);
    Files.writeString(runtime.program(), SCRIPT.formatted(folder));
    Tools.run(folder, Map.of(), "chmod", "755", runtime.program().toString());
    return runtime;
  }

  private Path program() {
    return folder.resolve("runc");
  }

  /// What has a containerd's shims run it.
  Map<String, String> environment() {
    return Map.of("JAWA_RUNC", program().toString());
  }

  void hook(String name, String commands) throws IOException {
    Files.writeString(folder.resolve(name), commands + "\n");
  }

  void unhook(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  boolean isWaiting() {
    return Files.exists(folder.resolve("reached"));
  }

  void awaitReached() throws InterruptedException {
    eventually("it is reached", this::isWaiting);
  }

  void letGo() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  /// Does no more than the runtime from now on.
  void forget() throws IOException {
    for (String name : List.of("create", "start", "exec", "kill", "delete")) {
      Files.deleteIfExists(folder.resolve("before-" + name));
      Files.deleteIfExists(folder.resolve("after-" + name));
    }
    Files.deleteIfExists(folder.resolve("reached"));
    Files.deleteIfExists(folder.resolve("go"));
  }

  @Override
  public void close() throws IOException {
    forget();
    Files.deleteIfExists(program());
    Files.delete(folder);
  }
}
