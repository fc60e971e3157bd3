package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestFileTest {

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectories(root.resolve("work/sub"));
    Files.writeString(root.resolve("app.wasm"), "top");
    Files.writeString(root.resolve("work/sub/app.wasm"), "sub");
    Files.writeString(root.resolve("usr/bin/tool.wasm"), "tool");
    Files.createSymbolicLink(root.resolve("link.wasm"), Path.of("/work/sub/app.wasm"));
    Files.createSymbolicLink(root.resolve("escape.wasm"), Path.of("../outside"));
    Files.writeString(folder.resolve("outside"), "secret");
  }

  private RuntimeSpec spec(String program, String cwd) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"process": {"args": ["%s"], "cwd": "%s", "env": ["PATH=/none:relative:/usr/bin"]}}
        """
            .formatted(program, cwd));
    return RuntimeSpec.read(new Bundle(folder));
  }

  private String read(String program, String cwd) throws IOException {
    RuntimeSpec spec = spec(program, cwd);
    try (Directory directory = LinuxDirectory.ofRoot(root, Access.READ_WRITE)) {
      GuestFile file = GuestFile.of(spec);
      byte[] bytes = file.read(directory, spec, 100);
      if (bytes == null) {
        throw file.missing();
      }
      return new String(bytes, UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/app.wasm, /work, top",
    "app.wasm, /, top",
    "app.wasm, /work/sub, sub",
    "./sub/app.wasm#f, /work, sub",
    "../app.wasm, /work, top",
    "tool.wasm, /work, tool",
    "/link.wasm, /, sub"
  })
  void findsTheFileAsTheContainerWould(String program, String cwd, String content)
      throws IOException {
    assertThat(read(program, cwd)).isEqualTo(content);
  }

  @Test
  void splitsTheFunctionOff() throws IOException {
    assertThat(GuestFile.of(spec("/a.wasm#go", "/"))).isEqualTo(new GuestFile("/a.wasm", "go"));
    assertThat(GuestFile.of(spec("/a.wasm", "/"))).isEqualTo(new GuestFile("/a.wasm", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/none.wasm", "tool2.wasm", "/escape.wasm", "/app.wasm/x"})
  void saysWhenThereIsNoSuchFile(String program) {
    assertThatThrownBy(() -> read(program, "/"))
        .isInstanceOf(GuestException.class)
        .hasMessage(program + ": no such file or directory in the container");
  }

  @Test
  void refusesDirectoriesAndFilesThatAreTooLarge() throws IOException {
    assertThatThrownBy(() -> read("/work", "/"))
        .hasMessage("/work: is a directory, not a WebAssembly file");
    Files.writeString(root.resolve("large.wasm"), "x".repeat(101));
    assertThatThrownBy(() -> read("/large.wasm", "/"))
        .hasMessage("/large.wasm: has 101 bytes; jawa.max-module-size allows 100");
  }

  @Test
  void needsAProgram() {
    assertThatThrownBy(() -> GuestFile.of(spec("", "/")))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith("the container names no program");
  }
}
