package dev.jawa.wasi.p2.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Components that try to get out of their directory.
class ComponentEscapeTest {

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int TRUNCATE = 8;

  @TempDir private Path temporary;
  private EscapeFolder folder;
  private FakeGuest guest;
  private Object preopened;

  @BeforeEach
  void prepare() throws IOException {
    folder = new EscapeFolder(temporary);
    LinuxDirectory directory = LinuxDirectory.open(folder.inside(), Access.READ_WRITE);
    guest = new FakeGuest(builder -> builder.preopens(List.of(new Preopen("/", directory))));
    List<?> all = (List<?>) guest.call("wasi:filesystem/preopens#get-directories");
    preopened = ((Object[]) all.getFirst())[0];
  }

  @AfterEach
  void close() throws IOException {
    guest.context.close();
    folder.close();
  }

  @ParameterizedTest
  @MethodSource("dev.jawa.wasi.escape.Escapes#all")
  void leadsNowhere(Escape escape) throws IOException {
    Guest tries = new Component(preopened);
    assertThat(escape.attempt().apply(tries)).isEqualTo(tries.told(escape.error()));
    folder.requireUntouched();
  }

  private final class Component implements Guest {
    private final Object directory;

    Component(Object directory) {
      this.directory = directory;
    }

    @Override
    public String told(FileError error) {
      return ErrorCode.of(error).name();
    }

    private String call(String method, Object... args) {
      Object answer = guest.call("wasi:filesystem/types#[method]descriptor." + method, args);
      return answer instanceof Result.Err(Object error)
          ? ErrorCode.values()[(Integer) error].name()
          : DONE;
    }

    private static int flag(Follow follow) {
      return follow == Follow.FOLLOW ? 1 : 0;
    }

    @Override
    public String open(String path, Follow follow, Purpose purpose) {
      int flags =
          switch (purpose) {
            case READ -> 0;
            case CREATE -> CREATE;
            case TRUNCATE -> TRUNCATE;
          };
      int rights = purpose == Purpose.READ ? READ : WRITE;
      return call("open-at", directory, flag(follow), path, flags, rights);
    }

    @Override
    public String stat(String path, Follow follow) {
      return call("stat-at", directory, flag(follow), path);
    }

    @Override
    public String touch(String path, Follow follow) {
      return call("set-times-at", directory, flag(follow), path, Variant.of(1), Variant.of(1));
    }

    @Override
    public String readLink(String path) {
      return call("readlink-at", directory, path);
    }

    @Override
    public String makeDirectory(String path) {
      return call("create-directory-at", directory, path);
    }

    @Override
    public String unlink(String path) {
      return call("unlink-file-at", directory, path);
    }

    @Override
    public String removeDirectory(String path) {
      return call("remove-directory-at", directory, path);
    }

    @Override
    public String rename(String from, String to) {
      return call("rename-at", directory, from, directory, to);
    }

    @Override
    public String link(String from, String to) {
      return call("link-at", directory, 0, from, directory, to);
    }

    @Override
    public String symlink(String target, String path) {
      return call("symlink-at", directory, target, path);
    }

    @Override
    public Guest in(String path) {
      return new Component(
          guest.ok(
              Object.class,
              "wasi:filesystem/types#[method]descriptor.open-at",
              directory,
              0,
              path,
              DIRECTORY,
              READ));
    }
  }
}
