package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuncTest {

  private static final String ADVICE = "; install runc, or set JAWA_RUNC to what does its work";

  @TempDir private Path folder;
  private Path task;

  @BeforeEach
  void makeTask() throws IOException {
    task = Files.createDirectory(folder.resolve("task"));
  }

  private Path program(String script) throws IOException {
    Path program = folder.resolve("runtime");
    Files.writeString(program, script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private void assertFails(String program, String message) {
    assertThatThrownBy(() -> new Runc(program, folder.resolve("state")).delete("t", task))
        .isInstanceOf(OciException.class)
        .hasMessage(message);
  }

  @Test
  void tellsThatTheProgramIsMissing() {
    assertFails("jawa-none", "jawa-none is not on PATH" + ADVICE);
    assertFails(folder + "/none", folder + "/none is not there" + ADVICE);
    assertThatThrownBy(() ->
            new Runc("jawa-none", folder.resolve("state"))
                .create(
                    "t",
                    new Runc.Source(
                        task,
                        new Runc.Third.Program(Path.of("/dev/null")),
                        Runc.CgroupDriver.CGROUPFS),
                    task.resolve("pid"),
                    NativeStdio.NOTHING))
        .hasMessage("jawa-none is not on PATH" + ADVICE);
  }

  @Test
  void advisesNoInstallationOfWhatIsThere() throws Exception {
    assertFails(
        program("#!/bin/sh\nexit 127\n").toString(),
        folder + "/runtime: failed with exit status 127");
    assertThatThrownBy(() ->
            new Runc(program("#!/none\n").toString(), folder.resolve("state")).delete("t", task))
        .hasMessageStartingWith("cannot run " + folder + "/runtime: ")
        .hasMessageNotContaining("install");
    // A log that cannot be taken away.
    Files.createDirectories(task.resolve("runc.log/x"));
    assertThatThrownBy(() ->
            new Runc(program("#!/bin/sh\n").toString(), folder.resolve("state")).delete("t", task))
        .hasMessageStartingWith("cannot run " + folder + "/runtime: ")
        .hasMessageNotContaining("install");
  }
}
