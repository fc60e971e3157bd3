package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeFileTest {

  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    write("root/bin/elf", "\u007fELF...");
    write("root/bin/script", "#!/bin/sh");
    write("root/app.wasm", "\0asm....");
    write("root/text", "just text");
    write("root/short", "#");
    write("host/init", "\u007fELF...");
    write("host/app.wasm", "\0asm....");
    Files.createSymbolicLink(folder.resolve("root/link"), Path.of("/bin/elf"));
    Files.createSymbolicLink(folder.resolve("root/out"), Path.of("../../../host/init"));
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/elf, true",
    "elf, true",
    "script, true",
    "/bin/script, true",
    "/link, true",
    "/app.wasm, false",
    "/app.wasm#run, false",
    "/text, false",
    "/short, false",
    "/none, false",
    "/out, false",
    "/bin, false",
    "/sbin/init, true",
    "/volume/init, true",
    "/volume/app.wasm, false",
    "/volume/none, false"
  })
  void tellsNativeProgramsByTheirFirstBytes(String program, boolean isNative) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"process": {"args": ["%1$s"], "cwd": "/", "env": ["PATH=/bin"]},
         "mounts": [
           {"type": "bind", "source": "%2$s/init", "destination": "/sbin/init", "options": ["bind"]},
           {"type": "bind", "source": "%2$s", "destination": "/volume", "options": ["rbind"]},
           {"type": "tmpfs", "source": "tmpfs", "destination": "/bin", "options": ["ro"]}]}
        """
            .formatted(program, folder.resolve("host")));
    RuntimeSpec spec = RuntimeSpec.read(new Bundle(folder));
    assertThat(NativeFile.isProgram(spec, folder.resolve("root"))).isEqualTo(isNative);
  }
}
