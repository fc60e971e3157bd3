package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.provider.Arguments;

/// What the tests of containers share: one containerd for each invocation of the class, of which
/// every test leaves nothing behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContainerdTests {

  /// `(module (func (export "_start") (loop br 0)))`
  static final String LOOP =
      "0061736d01000000 0104016000000302010007 0a01065f737461727400000a09010700 03400c000b0b";

  /// `(module (memory 1) (func (export "_start") (loop (drop (memory.grow (i32.const 16))) (br
  /// 0))))`
  static final String GROW =
      "0061736d0100000001040160000003020100050301000107130206"
          + "6d656d6f72790200065f73746172740000 0a0e010c0003404110 40001a0c000b0b";

  /// Makes a file `made` at the root with `path_open` and ends with its error number.
  static final String CREATE =
      """
      0061736d0100000001150360097f7f7f7f7f7e7e7f7f017f60017f006000000247 0216776173695f736e617073686f74
      5f707265766965773109706174685f6f70656e000016776173695f736e617073686f745f70726576696577310970726f63
      5f657869740001030201020503010001071302066d656d6f72790200065f737461727400020a1b011900410341004110
      4104410142c000420041004100100010010b0b0a010041100b046d616465
      """;

  /// `(module (import "wasi_snapshot_preview1" "proc_exit" …) … (func (export "_start") i32.const 3
  /// call 0))`
  static final String EXIT_3 =
      """
      0061736d01000000 0108026001 7f006000 00 0224 01 16 776173695f736e617073686f745f7072657669657731
      0970726f635f65786974 0000 03020101 0503010001 0713 02 066d656d6f7279 0200
      065f7374617274 0001 0a08 01 06 00 4103 1000 0b\
      """;

  /// `(module (func (export "_start") unreachable))`
  static final String TRAP =
      "0061736d01000000 0104016000000302010007 0a01065f737461727400000a05010300000b";

  /// Prints 100 MiB of zeros with `fd_write`, 64 KiB at a time.
  static final String PRINT =
      """
      0061736d01000000010c0260047f7f7f7f017f60000002230116776173695f736e617073686f745f7072657669657731
      0866645f77726974650000030201010503010002071302066d656d6f72790200065f737461727400010a3b013901017f
      410041103602004104418080043602000340410141004101410810000440000b200041082802006a2100200041808080
      32490d000b0b
      """;

  /// How many bytes that are.
  static final int PRINTED = 100 << 20;

  /// The tag of slow tests in which the engine has no part: they run with one only.
  static final String ANY_ENGINE = "any-engine";

  /// Started by the class's own setting-up; null where something is missing for it.
  PrivateContainerd containerd;

  /// Each containerd.
  static Stream<ContainerdVersion> released() {
    return ContainerdVersion.RELEASED.stream();
  }

  /// Each containerd with each engine.
  static Stream<Arguments> platforms() {
    return released()
        .flatMap(
            version -> Stream.of("jawa", "graalwasm").map(shim -> Arguments.of(version, shim)));
  }

  /// Each containerd with one engine, each engine with one containerd: where the two have little to
  /// do with each other, and all takes minutes.
  static Stream<Arguments> fewerPlatforms() {
    return Stream.of(
        Arguments.of(ContainerdVersion.INSTALLED, "jawa"),
        Arguments.of(ContainerdVersion.V2_4, "graalwasm"));
  }

  /// Skips the tests, by the name of what is missing, where this containerd cannot run.
  static void require(ContainerdVersion version) {
    Optional<String> missing = version.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  /// Makes a root file system with the folders that every container mounts something on.
  Path rootfs() throws IOException {
    Path rootfs = Files.createDirectories(containerd.folder().resolve("rootfs"));
    for (String name : List.of("proc", "sys", "dev", "tmp")) {
      Files.createDirectories(rootfs.resolve(name));
    }
    return rootfs;
  }

  /// Writes a module given in hexadecimal digits, with white space where it helps a reader.
  static Path wasm(Path folder, String name, String hex) throws IOException {
    return Files.write(folder.resolve(name), HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  @AfterEach
  void leavesNothingBehind() throws Exception {
    if (containerd != null) {
      removeContainers();
      eventually("nothing is left", () -> leftovers().isEmpty());
    }
  }

  /// Ends and takes away what the test has not.
  void removeContainers() throws Exception {
    containerd.removeTasks();
  }

  /// What should be gone then.
  List<String> leftovers() {
    return containerd.leftovers();
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    if (containerd != null) {
      beforeStop();
      containerd.close();
      containerd = null;
    }
  }

  /// What else must have ended before containerd does.
  void beforeStop() throws Exception {}
}
