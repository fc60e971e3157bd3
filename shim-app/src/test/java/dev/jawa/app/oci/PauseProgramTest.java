package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseProgramTest {

  @Test
  void isTheSmallestProgramThatWaits() {
    byte[] elf = PauseProgram.bytes("amd64");
    assertThat(elf).hasSize(129);
    assertThat(HexFormat.of().formatHex(elf))
        .startsWith("7f454c46020101")
        .endsWith("b8220000000f05ebf7");
    assertThat(PauseProgram.bytes("aarch64")).hasSize(152);
  }

  @Test
  void waitsUntilItIsEnded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pause");
    PauseProgram.write(file);
    PauseProgram.write(file);

    Process process = new ProcessBuilder(file.toString()).start();
    try {
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void namesTheMachinesItIsFor() {
    assertThatThrownBy(() -> PauseProgram.bytes("s390x"))
        .isInstanceOf(OciException.class)
        .hasMessage("containers need Linux on x86-64 or AArch64, not s390x");
  }
}
