package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import dev.jawa.testkit.SmallNameServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Host names as a container finds them: by its own files, from a name server that only its network
/// namespace has.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class NamesIT extends ContainerdTests {

  private static final String IMAGE = "jawa.test/lookup:latest";

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  private Process server;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    assumeTrue(Tools.onPath("unshare") && Tools.onPath("ip"), "unshare or ip is not installed");
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    containerd.importImage("jawa.test", "lookup", List.of(Jawa.LOOKUP));
    server = serveNames();
  }

  /// In a network namespace of its own, which lives as long as the process.
  private static Process serveNames() throws Exception {
    Path classes =
        Path.of(SmallNameServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> records =
        List.of(
            "one.example=192.0.2.1",
            "both.example=192.0.2.2",
            "both.example=2001:db8::2",
            "short.search.example=192.0.2.7",
            "alias.example==one.example",
            "long.example=192.0.2.8",
            "broken.example=192.0.2.9",
            "hosted.example=192.0.2.10");
    Process process =
        new ProcessBuilder(command(java, classes, records))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).as("the name server").isEqualTo("ready");
    return process;
  }

  private static List<String> command(String java, Path classes, List<String> records) {
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
    command.addAll(List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classes.toString()));
    command.add(SmallNameServer.class.getName());
    command.addAll(records);
    return command;
  }

  @AfterParameterizedClassInvocation
  void stopServer() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
      server = null;
    }
  }

  private Ended lookUp(Path folder, String resolvConf, String hosts, String... names)
      throws IOException {
    Path resolv = Files.writeString(folder.resolve("resolv.conf"), resolvConf);
    Path hostsFile = Files.writeString(folder.resolve("hosts"), hosts);
    List<String> command =
        new ArrayList<>(List.of("run", "--rm", "--runtime", "io.containerd." + shim + ".v1"));
    command.addAll(List.of("--with-ns", "network:/proc/" + server.pid() + "/ns/net"));
    for (Path file : List.of(resolv, hostsFile)) {
      String target = "/etc/" + file.getFileName();
      command.addAll(
          List.of("--mount", "type=bind,src=%s,dst=%s,options=rbind:ro".formatted(file, target)));
    }
    command.addAll(List.of(IMAGE, "lookup", "/lookup.wasm"));
    command.addAll(List.of(names));
    return containerd.ctr(command.toArray(String[]::new));
  }

  @Test
  void findsNamesWithTheFilesAndTheServerOfItsNetwork(@TempDir Path folder) throws Exception {
    Ended ended =
        lookUp(
            folder,
            "nameserver 127.0.0.1\nsearch search.example\noptions timeout:30 attempts:1\n",
            "10.1.2.3 hosted.example\n",
            "one.example",
            "both.example",
            "short",
            "alias.example",
            "long.example",
            "broken.example",
            "hosted.example",
            "none.example");
    assertThat(ended)
        .isEqualTo(
            new Ended(
                0,
                """
                one.example: 192.0.2.1
                both.example: 192.0.2.2 2001:db8::2
                short: 192.0.2.7
                alias.example: 192.0.2.1
                long.example: 192.0.2.8
                broken.example: 192.0.2.9
                hosted.example: 10.1.2.3
                none.example: none
                """,
                ""));
  }

  @Test
  void findsNothingWhereNobodyServes(@TempDir Path folder) throws Exception {
    assertThat(
            lookUp(
                folder,
                "nameserver 127.0.0.2\noptions timeout:1 attempts:1\n",
                "",
                "one.example",
                "localhost"))
        .isEqualTo(new Ended(0, "one.example: none\nlocalhost: 127.0.0.1 ::1\n", ""));
  }
}
