package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.escape.EscapeFolder;
import dev.jawa.wasi.escape.Escapes.Escape;
import dev.jawa.wasi.escape.Guest;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Modules of WASI 0.1 that try to get out of their directory.
class ModuleEscapeTest {

  private static final int PATH = 1_000;
  private static final int OTHER = 20_000;
  private static final int RESULT = 40_000;
  private static final int CREAT = 1;
  private static final int DIRECTORY = 2;
  private static final int TRUNC = 8;

  @TempDir private Path temporary;
  private EscapeFolder folder;
  private FakeGuest guest;
  private FakeModule module;

  @BeforeEach
  void prepare() throws IOException {
    folder = new EscapeFolder(temporary);
    LinuxDirectory directory = LinuxDirectory.open(folder.inside(), Access.READ_WRITE);
    guest = new FakeGuest(builder -> builder.preopens(List.of(new Preopen("/", directory))));
    module = new FakeModule(guest.context);
  }

  @AfterEach
  void close() throws IOException {
    module.close();
    guest.context.close();
    folder.close();
  }

  @ParameterizedTest
  @MethodSource("dev.jawa.wasi.escape.Escapes#all")
  void leadsNowhere(Escape escape) throws IOException {
    Guest tries = new Module(3);
    assertThat(escape.attempt().apply(tries)).isEqualTo(tries.told(escape.error()));
    folder.requireUntouched();
  }

  @Test
  void takesNoPathThatIsNotText() {
    module.memory().put(PATH, new byte[] {'m', (byte) 0xFF, '.', '.'});
    assertThat(module.call("path_open", 3, 0, PATH, 4, 0, Rights.FD_READ, 0, 0, RESULT))
        .isEqualTo(Errno.ILSEQ);
    assertThat(module.call("path_unlink_file", 3, PATH, 4)).isEqualTo(Errno.ILSEQ);
  }

  @Test
  void opensNothingButWhatIsPreopened() {
    for (int fd : new int[] {0, 1, 2, 4, 99, -1}) {
      assertThat(new Module(fd).open("mine", Follow.FOLLOW, Guest.Purpose.READ))
          .as("through descriptor " + fd)
          .isNotEqualTo(Guest.DONE);
    }
  }

  @Test
  void sharesAFileByItsHardLinkAndNothingElse() throws IOException {
    Guest tries = new Module(3);
    assertThat(tries.open("hard", Follow.FOLLOW, Guest.Purpose.TRUNCATE)).isEqualTo(Guest.DONE);
    assertThat(Files.size(folder.inside().resolve("mine"))).isZero();
    assertThat(tries.link("hard", "another")).isEqualTo(Guest.DONE);
    assertThat(tries.unlink("hard")).isEqualTo(Guest.DONE);
    assertThat(folder.inside().resolve("mine")).exists();
  }

  private final class Module implements Guest {
    private final int directory;

    Module(int directory) {
      this.directory = directory;
    }

    @Override
    public String told(FileError error) {
      return Errno.of(error).name();
    }

    private String call(String function, long... args) {
      Errno errno = module.call(function, args);
      return errno == Errno.SUCCESS ? DONE : errno.name();
    }

    private static int flag(Follow follow) {
      return follow == Follow.FOLLOW ? 1 : 0;
    }

    private long put(String path) {
      return module.put(PATH, path);
    }

    @Override
    public String open(String path, Follow follow, Purpose purpose) {
      int flags =
          switch (purpose) {
            case READ -> 0;
            case CREATE -> CREAT;
            case TRUNCATE -> TRUNC;
          };
      long rights = purpose == Purpose.READ ? Rights.FD_READ : Rights.FD_WRITE;
      return call(
          "path_open", directory, flag(follow), PATH, put(path), flags, rights, 0, 0, RESULT);
    }

    @Override
    public String stat(String path, Follow follow) {
      return call("path_filestat_get", directory, flag(follow), PATH, put(path), RESULT);
    }

    @Override
    public String touch(String path, Follow follow) {
      return call("path_filestat_set_times", directory, flag(follow), PATH, put(path), 1L, 1L, 5);
    }

    @Override
    public String readLink(String path) {
      return call("path_readlink", directory, PATH, put(path), RESULT, 100, RESULT + 200);
    }

    @Override
    public String makeDirectory(String path) {
      return call("path_create_directory", directory, PATH, put(path));
    }

    @Override
    public String unlink(String path) {
      return call("path_unlink_file", directory, PATH, put(path));
    }

    @Override
    public String removeDirectory(String path) {
      return call("path_remove_directory", directory, PATH, put(path));
    }

    @Override
    public String rename(String from, String to) {
      int length = module.put(OTHER, to);
      return call("path_rename", directory, PATH, put(from), directory, OTHER, length);
    }

    @Override
    public String link(String from, String to) {
      int length = module.put(OTHER, to);
      return call("path_link", directory, 0, PATH, put(from), directory, OTHER, length);
    }

    @Override
    public String symlink(String target, String path) {
      int length = module.put(OTHER, path);
      return call("path_symlink", PATH, put(target), directory, OTHER, length);
    }

    @Override
    public Guest in(String path) {
      assertThat(call("path_open", directory, 0, PATH, put(path), DIRECTORY, 0, 0, 0, RESULT))
          .isEqualTo(DONE);
      return new Module(module.memory().getInt(RESULT));
    }
  }
}
