package dev.jawa.wasi.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.NotText;
import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import dev.jawa.wasi.escape.EscapeFolder;
import dev.jawa.wasi.escape.Escapes.Escape;
import dev.jawa.wasi.escape.Guest;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PortableDirectoryTest {

  private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
  private static final Set<OpenFlag> CREATE =
      EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);

  @TempDir private Path root;

  private PortableDirectory open(Access access) throws IOException {
    return PortableDirectory.open(root, DirectoryOptions.of(access).withOpenFiles(3));
  }

  @ParameterizedTest
  @MethodSource("dev.jawa.wasi.escape.Escapes#all")
  void leadsNowhere(Escape escape) throws IOException {
    try (EscapeFolder folder = new EscapeFolder(root);
        PortableDirectory directory =
            PortableDirectory.open(folder.inside(), DirectoryOptions.of(Access.READ_WRITE))) {
      Guest tries = new DirectoryGuest(directory);
      assertThat(escape.attempt().apply(tries)).isEqualTo(tries.told(escape.error()));
      folder.requireUntouched();
    }
  }

  /// Two requests of one guest: one exchanges a directory for a link all the time.
  @Test
  void keepsGuestsFromOutrunningEachOther() throws Exception {
    try (EscapeFolder folder = new EscapeFolder(root);
        PortableDirectory directory =
            PortableDirectory.open(folder.inside(), DirectoryOptions.of(Access.READ_WRITE))) {
      Guest one = new DirectoryGuest(directory);
      Guest other = new DirectoryGuest(directory.lend());
      one.makeDirectory("swap");
      one.symlink("../outside", "link");
      AtomicBoolean done = new AtomicBoolean();
      Thread swapper = Thread.ofVirtual().start(() -> swap(other, done));
      try {
        for (int i = 0; i < 2000; i++) {
          assertThat(one.open("swap/file", Follow.FOLLOW, Guest.Purpose.TRUNCATE))
              .isIn("NOENT", "PERM");
          assertThat(one.touch("swap/dir/file", Follow.FOLLOW)).isIn("NOENT", "PERM");
        }
      } finally {
        done.set(true);
        swapper.join();
      }
      folder.requireUntouched();
    }
  }

  private static void swap(Guest guest, AtomicBoolean done) {
    while (!done.get()) {
      guest.rename("swap", "kept");
      guest.rename("link", "swap");
      guest.rename("swap", "link");
      guest.rename("kept", "swap");
    }
  }

  @Test
  void keepsToAFileThatWasMoved() throws IOException {
    PortableDirectory directory = open(Access.READ_WRITE);
    OpenFile file = (OpenFile) directory.open("f", Follow.FOLLOW, CREATE);
    directory.rename("f", directory, "g");
    directory.open("f", Follow.FOLLOW, CREATE).close();
    assertThat(file.write(bytes("x"), 0, 1, 0)).isEqualTo(1);
    assertThat(file.stat().size()).isEqualTo(1);
    assertThat(file.stat().sameFile(directory.stat("g", Follow.FOLLOW))).isTrue();
    assertThat(errorOf(() -> file.setTimes(SetTime.Now.NOW, SetTime.Now.NOW)))
        .isEqualTo(FileError.NOENT);
    assertThat(root.resolve("g")).hasContent("x");
    file.close();
  }

  @Test
  void readsAndWritesFiles() throws IOException {
    PortableDirectory directory = open(Access.READ_WRITE);
    try (OpenFile file = (OpenFile) directory.open("f", Follow.FOLLOW, CREATE)) {
      assertThat(file.write(bytes("hello"), 0, 5, 2)).isEqualTo(5);
      assertThat(file.append(bytes("!"), 0, 1)).isEqualTo(1);
      byte[] read = new byte[9];
      assertThat(file.read(read, 0, 9, 0)).isEqualTo(8);
      assertThat(read).isEqualTo(bytes("\0\0hello!\0"));
      assertThat(file.read(read, 0, 9, 8)).isZero();
      file.setSize(20);
      assertThat(file.stat().size()).isEqualTo(20);
      file.setSize(3);
      file.allocate(0, 4);
      file.advise(0, 4, Advice.NORMAL);
      file.sync(SyncScope.DATA_AND_ATTRIBUTES);
      assertThat(file.stat().size()).isEqualTo(4);
      Instant time = Instant.ofEpochSecond(1_000_000, 5_000);
      file.setTimes(SetTime.Keep.KEEP, new SetTime.At(time));
      assertThat(directory.stat("f", Follow.FOLLOW).modified()).isEqualTo(time);
      assertThat(directory.stat("f", Follow.FOLLOW).sameFile(file.stat())).isTrue();
      assertThat(errorOf(() -> file.setSize(-1))).isEqualTo(FileError.INVAL);
    }
    OpenFile file = (OpenFile) directory.open("f", Follow.FOLLOW, READ);
    assertThat(errorOf(() -> file.write(bytes("x"), 0, 1, 0))).isEqualTo(FileError.BADF);
    file.close();
    file.close();
    assertThat(errorOf(() -> file.read(new byte[1], 0, 1, 0))).isEqualTo(FileError.BADF);
  }

  @Test
  void makesRenamesLinksAndRemoves() throws IOException {
    PortableDirectory directory = open(Access.READ_WRITE);
    directory.createDirectory("d/");
    assertThat(errorOf(() -> directory.createDirectory("d"))).isEqualTo(FileError.EXIST);
    directory.open("f", Follow.FOLLOW, CREATE).close();
    Directory below = (Directory) directory.open("d", Follow.FOLLOW, READ);
    directory.link("f", below, "hard");
    assertThat(directory.stat("d/hard", Follow.FOLLOW).links()).isEqualTo(2);
    directory.rename("f", below, "moved");
    directory.symlink("d/moved", "link");
    assertThat(directory.readLink("link")).isEqualTo("d/moved");
    assertThat(directory.stat("link", Follow.FOLLOW).type()).isEqualTo(FileType.REGULAR_FILE);
    assertThat(directory.stat("link", Follow.NO_FOLLOW).type()).isEqualTo(FileType.SYMBOLIC_LINK);
    assertThat(errorOf(() -> directory.readLink("d"))).isEqualTo(FileError.INVAL);
    assertThat(errorOf(() -> directory.removeDirectory("d"))).isEqualTo(FileError.NOTEMPTY);
    assertThat(errorOf(() -> directory.removeDirectory("link"))).isEqualTo(FileError.NOTDIR);
    assertThat(errorOf(() -> directory.unlinkFile("d"))).isEqualTo(FileError.ISDIR);
    assertThat(errorOf(() -> directory.unlinkFile("link/"))).isEqualTo(FileError.NOTDIR);
    assertThat(errorOf(() -> directory.open("d/hard/", Follow.FOLLOW, READ)))
        .isEqualTo(FileError.NOTDIR);
    assertThat(errorOf(() -> directory.open("no/f", Follow.FOLLOW, CREATE)))
        .isEqualTo(FileError.NOENT);
    below.unlinkFile("hard");
    below.unlinkFile("moved");
    directory.removeDirectory("d");
    directory.unlinkFile("link");
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void listsWhatIsThere() throws IOException {
    Files.writeString(root.resolve("a"), "");
    Files.createDirectory(root.resolve("b"));
    PortableDirectory directory = open(Access.READ_ONLY);
    assertThat(directory.entries())
        .extracting(DirectoryEntry::name, DirectoryEntry::type)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("a", FileType.REGULAR_FILE),
            org.assertj.core.groups.Tuple.tuple("b", FileType.DIRECTORY));
  }

  @Test
  void changesNothingWhereReadOnly() throws IOException {
    Files.writeString(root.resolve("f"), "x");
    PortableDirectory directory = open(Access.READ_ONLY);
    assertThat(errorOf(() -> directory.open("f", Follow.FOLLOW, EnumSet.of(OpenFlag.WRITE))))
        .isEqualTo(FileError.ROFS);
    assertThat(errorOf(() -> directory.unlinkFile("f"))).isEqualTo(FileError.ROFS);
    assertThat(errorOf(() -> directory.rename("f", directory, "g"))).isEqualTo(FileError.ROFS);
    assertThat(errorOf(() -> directory.symlink("f", "g"))).isEqualTo(FileError.ROFS);
    try (Directory writable = open(Access.READ_WRITE)) {
      assertThat(errorOf(() -> writable.rename("f", directory, "g"))).isEqualTo(FileError.ROFS);
    }
    assertThat(root.resolve("f")).hasContent("x");
  }

  @Test
  void opensNoFifo() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    PortableDirectory directory = open(Access.READ_WRITE);
    assertThat(errorOf(() -> directory.open("fifo", Follow.FOLLOW, READ)))
        .isEqualTo(FileError.NOTSUP);
  }

  @Test
  void keepsSoManyFilesOpenAndNoMore() throws IOException {
    PortableDirectory directory = open(Access.READ_WRITE);
    OpenFile first = (OpenFile) directory.open("f", Follow.FOLLOW, CREATE);
    OpenFile second = (OpenFile) directory.open("f", Follow.FOLLOW, READ);
    OpenFile third = (OpenFile) directory.open("f", Follow.FOLLOW, READ);
    assertThat(errorOf(() -> directory.open("f", Follow.FOLLOW, READ))).isEqualTo(FileError.MFILE);
    first.close();
    directory.open("f", Follow.FOLLOW, READ).close();
    second.close();
    third.close();
  }

  @Test
  void namesThatAreNoTextFailAlone() throws IOException {
    NotText.create(root);
    Files.writeString(root.resolve("a"), "");
    assertThat(open(Access.READ_ONLY).entries()).extracting(DirectoryEntry::name).contains("a");
    NotText.delete(root);
  }

  @Test
  void saysInOneLineWhatCannotBeOpened() {
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> PortableDirectory.open(missing, DirectoryOptions.of(Access.READ_ONLY)))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot open directory " + missing + ": no such file or directory");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FileError errorOf(ThrowingCallable call) {
    return catchThrowableOfType(FileException.class, call).error();
  }
}
