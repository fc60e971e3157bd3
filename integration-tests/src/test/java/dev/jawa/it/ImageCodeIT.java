package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Compiled code of images' wasm layers, kept in containerd's content store.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ImageCodeIT {

  private static final ContainerdVersion VERSION = ContainerdVersion.V2_4;
  private static final String IMAGE = "jawa.test/code:latest";
  private static final Pattern COMPILED =
      Pattern.compile(
          "jawa\\.dev/compiled/(chicory-[0-9.]+-r[0-9]+-java[0-9]+)=(sha256:[0-9a-f]{64})");

  private PrivateContainerd containerd;
  private String layer;
  private int containers;

  @BeforeAll
  void start() throws Exception {
    Optional<String> missing = VERSION.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    containerd =
        PrivateContainerd.start(
            VERSION,
            Map.of(
                "JAWA_DAEMON_IMAGE_CODE",
                "67108864",
                // So that a daemon loads each guest anew.
                "JAWA_DAEMON_GUESTS_KEPT",
                "0",
                "JAWA_JAVA_OPTS",
                // It says where it writes.
                "-XX:StartFlightRecording:filename=/tmp/jawa-it-%p.jfr -Xlog:jfr*=off -Xlog:disable"),
            "jawa");
    var _ = containerd.buildImage("jawa.test", "code", List.of(Jawa.COUNT_LINES), "--wasm-layers");
    layer =
        "sha256:"
            + HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(Files.readAllBytes(Jawa.COUNT_LINES)));
  }

  @BeforeEach
  void importImage() throws IOException {
    Path archive = containerd.folder().resolve("code.tar");
    assertThat(containerd.ctr("image", "import", archive.toString()).err()).isEmpty();
    deleteCache();
  }

  @AfterEach
  void removeImage() throws Exception {
    if (Files.exists(containerd.shimState("default").resolve("pid"))) {
      var _ = eventsOfEndedDaemon();
    }
    containerd.ctr("image", "rm", "--sync", IMAGE);
  }

  @AfterAll
  void stop() {
    if (containerd != null) {
      containerd.close();
    }
  }

  private void run() {
    assertThat(
            containerd.ctrWithInput(
                "a\nb\n",
                "run",
                "--rm",
                "--runtime",
                "io.containerd.jawa.v1",
                IMAGE,
                "c" + containers++))
        .isEqualTo(new Ended(0, "2 -\n", ""));
  }

  /// Ends the daemon, and returns what happened to modules in it.
  private List<String> eventsOfEndedDaemon() throws Exception {
    ProcessHandle daemon = ProcessHandle.of(containerd.daemonPid()).orElseThrow();
    daemon.destroy();
    daemon.onExit().get(60, TimeUnit.SECONDS);
    Path recording = Path.of("/tmp/jawa-it-" + daemon.pid() + ".jfr");
    try {
      return RecordingFile.readAllEvents(recording).stream()
          .map(event -> event.getEventType().getName())
          .filter(name -> name.startsWith("dev.jawa.Module"))
          .distinct()
          .toList();
    } finally {
      Files.deleteIfExists(recording);
    }
  }

  private void deleteCache() throws IOException {
    Path cache = containerd.folder().resolve("cache");
    if (!Files.exists(cache)) {
      return;
    }
    try (Stream<Path> files = Files.list(cache)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private String daemonLog() throws IOException {
    return Files.readString(containerd.shimState("default").resolve("log"));
  }

  private String labels(String digest) {
    return containerd
        .ctr("content", "ls")
        .out()
        .lines()
        .filter(line -> line.startsWith(digest))
        .findFirst()
        .orElse("");
  }

  /// The kind and the digest of the code that the layer names, which is there.
  private MatchResult kept() throws Exception {
    eventually(
        "the code is kept",
        () ->
            COMPILED
                .matcher(labels(layer))
                .results()
                .anyMatch(
                    found -> labels(found.group(2)).contains("jawa.dev/compiled-of=" + layer)));
    MatchResult found = COMPILED.matcher(labels(layer)).results().findFirst().orElseThrow();
    assertThat(labels(layer))
        .contains("containerd.io/gc.ref.content.jawa." + found.group(1) + "=" + found.group(2));
    eventually("no lease stays", () -> containerd.ctr("leases", "ls", "-q").out().isEmpty());
    return found;
  }

  @Test
  void codeStaysWithItsImageAndGoesWithIt() throws Exception {
    run();
    String code = kept().group(2);
    assertThat(eventsOfEndedDaemon()).containsExactly("dev.jawa.ModuleCompiled");

    deleteCache();
    run();
    assertThat(daemonLog()).containsOnlyOnce("took the compiled code of " + layer);
    // With a folder that has it nobody is asked.
    run();
    assertThat(daemonLog()).containsOnlyOnce("took the compiled code of " + layer);
    assertThat(kept().group(2)).isEqualTo(code);
    assertThat(eventsOfEndedDaemon()).containsExactly("dev.jawa.ModuleCached");

    containerd.ctr("image", "rm", "--sync", IMAGE);
    assertThat(containerd.ctr("content", "ls", "-q").out()).doesNotContain(code, layer);
  }

  @Test
  void whatIsNoCodeOfTheLayerIsNotTaken() throws Exception {
    run();
    MatchResult kept = kept();
    String label = "jawa.dev/compiled/" + kept.group(1) + "=";

    // A file of an image, or whatever else there is: it says of itself that it is none.
    String other = ingested("other");
    refused(label + other, other);
    // One that says that it is.
    String forged = ingested("forged");
    containerd.ctr("content", "label", forged, "jawa.dev/compiled-of=" + layer);
    refused(label + forged, forged);
    // The right one, which was damaged.
    String damaged = kept().group(2);
    Path blob =
        containerd
            .folder()
            .resolve("root/io.containerd.content.v1.content/blobs/sha256")
            .resolve(damaged.substring("sha256:".length()));
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2]++;
    Files.write(blob, bytes);
    refused(label + damaged, damaged);
    // One that is not there any more.
    String gone = "sha256:" + "0".repeat(64);
    refused(label + gone, gone);
    assertThat(eventsOfEndedDaemon()).containsExactly("dev.jawa.ModuleCompiled");
  }

  private String ingested(String text) throws Exception {
    assertThat(containerd.ctrWithInput(text, "content", "ingest", text).code()).isZero();
    return "sha256:"
        + HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8")));
  }

  /// The guest is compiled, and that code is kept.
  private void refused(String label, String digest) throws Exception {
    containerd.ctr("content", "label", layer, label);
    deleteCache();
    run();
    assertThat(daemonLog()).contains(digest).doesNotContain("took the compiled code");
    eventually("it is made anew", () -> !labels(layer).contains(label));
    assertThat(kept().group(2)).isNotEqualTo(digest);
  }
}
