package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.NotText;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fd_*` and `path_*` on files; the WASI test suite has the many cases.
class FileFunctionsTest {

  private static final int ROOT = 3;
  private static final int PATH_AT = 100;
  private static final int CREAT = 1;
  private static final int DIRECTORY = 2;

  @TempDir private java.nio.file.Path root;
  private FakeGuest guest;
  private FakeModule module;

  @BeforeEach
  void prepare() throws IOException {
    LinuxDirectory directory = LinuxDirectory.open(root, Access.READ_WRITE);
    guest = new FakeGuest(builder -> builder.preopens(List.of(new Preopen("/dä", directory))));
    module = new FakeModule(guest.context);
  }

  @AfterEach
  void close() {
    module.close();
    guest.context.close();
  }

  private Errno open(String path, int oflags, long rights, int fdflags) {
    int length = module.put(PATH_AT, path);
    return module.call("path_open", ROOT, 0, PATH_AT, length, oflags, rights, 0, fdflags, 0);
  }

  private int opened(String path, int oflags, long rights, int fdflags) {
    assertThat(open(path, oflags, rights, fdflags)).isEqualTo(Errno.SUCCESS);
    return module.memory().getInt(0);
  }

  private Errno write(int fd, String text) {
    module.putVector(500, 600, module.put(600, text));
    return module.call("fd_write", fd, 500, 1, 0);
  }

  @Test
  void namesThePreopenedDirectories() {
    assertThat(module.call("fd_prestat_get", ROOT, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(0)).isEqualTo(4L << 32);
    assertThat(module.call("fd_prestat_dir_name", ROOT, 16, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(module.text(16, 4)).isEqualTo("/dä");
    assertThat(module.call("fd_prestat_dir_name", ROOT, 16, 3)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(module.call("fd_prestat_get", ROOT + 1, 0)).isEqualTo(Errno.BADF);
  }

  @Test
  void keepsAPositionForEachDescriptor() throws IOException {
    int fd = opened("f", CREAT, Rights.ALL, 0);
    assertThat(fd).isEqualTo(ROOT + 1);
    assertThat(write(fd, "hello")).isEqualTo(Errno.SUCCESS);
    assertThat(write(fd, " you")).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_seek", fd, -3, 2, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(6);
    module.putVector(500, 700, 10);
    assertThat(module.call("fd_read", fd, 500, 1, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.text(700, 4)).isEqualTo("you\0");
    assertThat(module.call("fd_tell", fd, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(9);
    assertThat(module.call("fd_seek", fd, -1, 0, 8)).isEqualTo(Errno.INVAL);
    assertThat(module.call("fd_seek", fd, 0, 3, 8)).isEqualTo(Errno.INVAL);
    assertThat(root.resolve("f")).hasContent("hello you");
  }

  @Test
  void movesMoreThanOneBuffer() throws IOException {
    byte[] big = new byte[200_000];
    new java.util.Random(7).nextBytes(big);
    Files.write(root.resolve("big"), big);
    int fd = opened("big", 0, Rights.ALL, 0);
    module.putVector(500, 1000, 30_000);
    module.putVector(508, 31_000, 33_000);
    assertThat(module.call("fd_pread", fd, 500, 2, 100_000, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(0)).isEqualTo(63_000);
    byte[] read = new byte[63_000];
    module.memory().get(1000, read);
    assertThat(read).isEqualTo(java.util.Arrays.copyOfRange(big, 100_000, 163_000));
  }

  @Test
  void appendsWhenItsFlagSaysSo() {
    int fd = opened("f", CREAT, Rights.ALL, FdFlags.APPEND);
    assertThat(write(fd, "one")).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_seek", fd, 0, 0, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(write(fd, "two")).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_fdstat_set_flags", fd, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_seek", fd, 1, 0, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(write(fd, "N")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("f")).hasContent("oNetwo");
    assertThat(module.call("fd_fdstat_set_flags", fd, FdFlags.SYNC)).isEqualTo(Errno.INVAL);
  }

  @Test
  void opensOnlyForReadingOrWritingWhatAsksForThatAndLetsDoTheRest() {
    int created = opened("f", CREAT, Rights.FD_READ, 0);
    assertThat(write(created, "x")).isEqualTo(Errno.SUCCESS);
    int fd = opened("f", 0, Rights.FD_READ, 0);
    assertThat(write(fd, "x")).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_filestat_set_size", fd, 9)).isEqualTo(Errno.INVAL);
    assertThat(module.call("fd_tell", fd, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_fdstat_set_rights", fd, Rights.ALL, 0)).isEqualTo(Errno.NOTCAPABLE);
    int unasked = opened("f", 0, 0, 0);
    assertThat(module.call("fd_filestat_get", unasked, 200)).isEqualTo(Errno.SUCCESS);
    assertThat(write(unasked, "x")).isEqualTo(Errno.BADF);
    module.putVector(500, 600, 1);
    assertThat(module.call("fd_read", unasked, 500, 1, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(open("d", CREAT | 2, 0, 0)).isEqualTo(Errno.INVAL);
  }

  @Test
  void tellsOfAPreopenWhatLibrariesExpect() {
    assertThat(module.call("fd_fdstat_get", ROOT, 200)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(208)).isEqualTo(129_498_624L);
    assertThat(module.memory().getLong(216)).isEqualTo(267_911_167L);
  }

  @Test
  void refusesForDirectoriesAndFilesWhatOtherRuntimesRefuse() {
    for (String ofFiles : new String[] {"fd_sync", "fd_datasync"}) {
      assertThat(module.call(ofFiles, ROOT)).as(ofFiles).isEqualTo(Errno.BADF);
    }
    assertThat(module.call("fd_fdstat_set_flags", ROOT, FdFlags.NONBLOCK)).isEqualTo(Errno.BADF);
    assertThat(open("f", CREAT, Rights.ALL, FdFlags.SYNC)).isEqualTo(Errno.NOTSUP);
    int fd = opened("f", CREAT, Rights.ALL, 0);
    assertThat(module.call("fd_allocate", fd, 0, 10)).isEqualTo(Errno.NOTSUP);
    assertThat(module.call("fd_sync", fd)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void keepsFromWhatTheGuestGaveUp() {
    opened("f", CREAT, 0, 0);
    opened("g", CREAT, 0, 0);
    assertThat(module.call("fd_fdstat_set_rights", ROOT, Rights.PATH_OPEN, Rights.FD_READ))
        .isEqualTo(Errno.SUCCESS);
    assertThat(open("h", CREAT, Rights.ALL, 0)).isEqualTo(Errno.NOTCAPABLE);
    int length = module.put(PATH_AT, "d");
    assertThat(module.call("path_create_directory", ROOT, PATH_AT, length))
        .isEqualTo(Errno.NOTCAPABLE);
    int narrowed = opened("f", 0, Rights.ALL, 0);
    assertThat(write(narrowed, "x")).isEqualTo(Errno.BADF);
    int silenced = opened("g", 0, Rights.FD_READ, 0);
    assertThat(module.call("fd_fdstat_set_rights", silenced, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_read", silenced, 0, 0, 50)).isEqualTo(Errno.NOTCAPABLE);
  }

  @Test
  void tellsAttributesInBothLayouts() throws IOException {
    Files.writeString(root.resolve("f"), "12345");
    int length = module.put(PATH_AT, "f");
    assertThat(module.call("path_filestat_get", ROOT, 0, PATH_AT, length, 200))
        .isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().get(216)).isEqualTo((byte) 4);
    assertThat(module.memory().getLong(224)).isEqualTo(1);
    assertThat(module.memory().getLong(232)).isEqualTo(5);
    assertThat(module.callOf("wasi_unstable", "path_filestat_get", ROOT, 0, PATH_AT, length, 300))
        .isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(320)).isEqualTo(1);
    assertThat(module.memory().getLong(324)).isEqualTo(5);
    int fd = opened("f", 0, Rights.ALL, 0);
    assertThat(module.callOf("wasi_unstable", "fd_seek", fd, -1, 1, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(4);
    assertThat(module.callOf("wasi_unstable", "fd_seek", fd, -1, 0, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(3);
  }

  @Test
  void keepsItsPlaceInADirectoryThatIsEmptiedMeanwhile() throws IOException {
    for (int i = 0; i < 50; i++) {
      Files.writeString(root.resolve("file" + i), "");
    }
    int seen = 0;
    long cookie = 0;
    int used = 100;
    while (used == 100) {
      assertThat(module.call("fd_readdir", ROOT, 2000, 100, cookie, 0)).isEqualTo(Errno.SUCCESS);
      used = module.memory().getInt(0);
      for (String name : names(used)) {
        cookie++;
        seen++;
        if (name.startsWith("file")) {
          Files.delete(root.resolve(name));
        }
      }
    }
    assertThat(seen).isEqualTo(52);
    assertThat(root).isEmptyDirectory();
  }

  /// The names of the whole entries in the buffer.
  private List<String> names(int used) {
    List<String> names = new ArrayList<>();
    int at = 2000;
    int end = 2000 + used;
    while (at + 24 <= end && at + 24 + module.memory().getInt(at + 16) <= end) {
      int length = module.memory().getInt(at + 16);
      names.add(module.text(at + 24, length));
      at += 24 + length;
    }
    return names;
  }

  /// A function that acts on one path of the base directory.
  private Errno onPath(String function, String path) {
    return module.call(function, ROOT, PATH_AT, module.put(PATH_AT, path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "..//", "../", "d/../..", "d/e/../../..", "d/../../", "../d"})
  void letsNoPathEndAboveItsDirectory(String path) throws IOException {
    Files.createDirectories(root.resolve("d/e"));
    for (String function :
        List.of("path_create_directory", "path_remove_directory", "path_unlink_file")) {
      assertThat(onPath(function, path)).as(function).isEqualTo(Errno.PERM);
    }
    int length = module.put(PATH_AT, path);
    module.put(300, "d");
    assertThat(module.call("path_symlink", 300, 1, ROOT, PATH_AT, length)).isEqualTo(Errno.PERM);
    assertThat(module.call("path_rename", ROOT, 300, 1, ROOT, PATH_AT, length))
        .isEqualTo(Errno.PERM);
    assertThat(module.call("path_rename", ROOT, PATH_AT, length, ROOT, 300, 1))
        .isEqualTo(Errno.PERM);
    assertThat(module.call("path_link", ROOT, 0, 300, 1, ROOT, PATH_AT, length))
        .isEqualTo(Errno.PERM);
  }

  @Test
  void tellsOfAnEmptyPathBeforeTheOther() {
    module.put(300, "../x");
    assertThat(module.call("path_rename", ROOT, PATH_AT, 0, ROOT, 300, 4)).isEqualTo(Errno.NOENT);
    assertThat(module.call("path_link", ROOT, 0, PATH_AT, 0, ROOT, 300, 4)).isEqualTo(Errno.NOENT);
  }

  @Test
  void tellsAFileFromADirectoryWhereOneIsNeeded() {
    int file = opened("f", CREAT, Rights.ALL, 0);
    int length = module.put(PATH_AT, "x");
    assertThat(module.call("path_open", file, 0, PATH_AT, length, 0, 0, 0, 0, 0))
        .isEqualTo(Errno.NOTDIR);
    assertThat(module.call("path_unlink_file", file, PATH_AT, length)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_readdir", file, 0, 10, 0, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_seek", ROOT, 0, 0, 0)).isEqualTo(Errno.BADF);
  }

  @Test
  void asksTheDescriptorAndThePathBeforeTheFlags() {
    int file = opened("f", CREAT, Rights.ALL, 0);
    module.put(PATH_AT, "f");
    int both = CREAT | DIRECTORY;
    assertThat(module.call("path_open", 77, 0, PATH_AT, 1, both, 0, 0, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("path_open", file, 0, PATH_AT, 1, both, 0, 0, 0, 0))
        .isEqualTo(Errno.NOTDIR);
    assertThat(module.call("path_open", ROOT, 0, PATH_AT, 1, both, 0, 0, 0, 0))
        .isEqualTo(Errno.INVAL);
    assertThat(module.call("path_link", ROOT, 1, PATH_AT, 1, file, PATH_AT, 1))
        .isEqualTo(Errno.BADF);
  }

  @Test
  void tellsThatALinkIsInTheWay() throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.createSymbolicLink(root.resolve("l"), java.nio.file.Path.of("d"));
    assertThat(open("l", DIRECTORY, Rights.FD_READ, 0)).isEqualTo(Errno.LOOP);
    Files.createFile(root.resolve("f"));
    assertThat(open("f", DIRECTORY, Rights.FD_READ, 0)).isEqualTo(Errno.NOTDIR);
  }

  @Test
  void keepsNoFlagsOfFilesForADirectory() throws IOException {
    Files.createDirectory(root.resolve("d"));
    int fd = opened("d", DIRECTORY, Rights.FD_READ, FdFlags.NONBLOCK | FdFlags.APPEND);
    assertThat(module.call("fd_fdstat_get", fd, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getShort(2)).isZero();
  }

  @Test
  void tellsWhoPollsThatAFileIsAtItsEnd() {
    int fd = opened("f", CREAT, Rights.ALL, 0);
    module.memory().putLong(0, 7);
    module.memory().put(8, (byte) 1);
    module.memory().putInt(16, fd);
    assertThat(module.call("poll_oneoff", 0, 1000, 1, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getShort(1024)).isEqualTo((short) 1);
    write(fd, "x");
    assertThat(module.call("fd_seek", fd, 0, 0, 200)).isEqualTo(Errno.SUCCESS);
    module.memory().putLong(0, 7);
    module.memory().put(8, (byte) 1);
    module.memory().putInt(16, fd);
    assertThat(module.call("poll_oneoff", 0, 1000, 1, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getShort(1024)).isZero();
  }

  @Test
  void letsTheKernelSpeakForDevices() throws IOException {
    int made =
        new ProcessBuilder("mkfifo", root.resolve("fifo").toString())
            .start()
            .onExit()
            .join()
            .exitValue();
    assertThat(made).isZero();
    int fd = opened("fifo", 0, Rights.FD_READ | Rights.FD_WRITE, 0);
    assertThat(module.call("fd_filestat_set_size", fd, 0)).isEqualTo(Errno.INVAL);
    assertThat(module.call("fd_sync", fd)).isEqualTo(Errno.INVAL);
    assertThat(module.call("fd_advise", fd, 0, 0, 0)).isEqualTo(Errno.SPIPE);
    assertThat(module.call("fd_filestat_set_times", fd, 0, 0, 0)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void refusesBadFlagsAndBadText() {
    assertThat(open("f", 16, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(open("f", CREAT, 0, 32)).isEqualTo(Errno.INVAL);
    assertThat(open("", CREAT, 0, 0)).isEqualTo(Errno.NOENT);
    assertThat(open("../f", CREAT, 0, 0)).isEqualTo(Errno.PERM);
    assertThat(module.call("path_unlink_file", ROOT, 0, 65_536)).isEqualTo(Errno.NAMETOOLONG);
    module.memory().put(PATH_AT, (byte) 0xFF);
    assertThat(module.call("path_unlink_file", ROOT, PATH_AT, 1)).isEqualTo(Errno.ILSEQ);
    assertThat(module.call("path_filestat_set_times", ROOT, 0, PATH_AT, 1, 0, 0, 3))
        .isEqualTo(Errno.INVAL);
  }

  @Test
  void closesWhatTheGuestLeftOpen() throws IOException {
    long before = openDescriptors();
    for (int i = 0; i < 20; i++) {
      opened("f" + i, CREAT, Rights.ALL, 0);
    }
    assertThat(openDescriptors()).isGreaterThanOrEqualTo(before + 20);
    module.close();
    assertThat(openDescriptors()).isLessThan(before + 20);
  }

  private static long openDescriptors() throws IOException {
    try (var descriptors = Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void failsTheListingThatComesToANameThatIsNoText() throws IOException {
    NotText.create(root);
    assertThat(module.call("fd_readdir", ROOT, 2000, 1000, 0L, 0)).isEqualTo(Errno.ILSEQ);
    // "." and ".." come before it.
    assertThat(module.call("fd_readdir", ROOT, 2000, 50, 0L, 0)).isEqualTo(Errno.SUCCESS);
    NotText.delete(root);
    assertThat(module.call("fd_readdir", ROOT, 2000, 1000, 0L, 0)).isEqualTo(Errno.SUCCESS);
  }
}
