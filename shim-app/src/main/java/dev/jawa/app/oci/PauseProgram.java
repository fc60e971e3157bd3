package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/// The program of the holder: the smallest ELF file that waits for ever. It needs 12 kB of memory
/// and nothing of the root file system.
final class PauseProgram {

  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final long ADDRESS = 0x400000;
  private static final short X86_64 = 62;
  private static final short AARCH64 = 183;

  // mov eax, 34 (pause); syscall; jmp back
  private static final String X86_64_CODE = "b822000000" + "0f05" + "ebf7";

  // mov x0..x4, 0; mov x8, 73 (ppoll); svc 0; b back
  private static final String AARCH64_CODE =
      "000080d2"
          + "010080d2"
          + "020080d2"
          + "030080d2"
          + "040080d2"
          + "280980d2"
          + "010000d4"
          + "f9ffff17";

  private PauseProgram() {}

  /// Writes it where it can be executed.
  static void write(Path file) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), "pause", null);
    Files.write(fresh, bytes(System.getProperty("os.arch")));
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static byte[] bytes(String arch) {
    return switch (arch) {
      case "amd64" -> elf(X86_64, HexFormat.of().parseHex(X86_64_CODE));
      case "aarch64" -> elf(AARCH64, HexFormat.of().parseHex(AARCH64_CODE));
      default -> throw new OciException("containers need Linux on x86-64 or AArch64, not " + arch);
    };
  }

  private static byte[] elf(short machine, byte[] code) {
    int size = HEADER + PROGRAM_HEADER + code.length;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(HexFormat.of().parseHex("7f454c46" + "020101" + "00".repeat(9)));
    out.putShort((short) 2).putShort(machine).putInt(1); // executable, version 1
    out.putLong(ADDRESS + HEADER + PROGRAM_HEADER); // entry
    out.putLong(HEADER).putLong(0).putInt(0); // program headers, no sections, no flags
    out.putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.putInt(1).putInt(5); // PT_LOAD, readable and executable
    out.putLong(0).putLong(ADDRESS).putLong(ADDRESS).putLong(size).putLong(size);
    out.putLong(0x1000);
    return out.put(code).array();
  }
}
