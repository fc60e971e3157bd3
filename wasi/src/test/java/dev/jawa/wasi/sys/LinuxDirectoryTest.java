package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxDirectoryTest {

  private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
  private static final Set<OpenFlag> READ_WRITE =
      EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);

  private static final SetTime NOW = SetTime.Now.NOW;

  @TempDir private Path root;
  private LinuxDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = LinuxDirectory.open(root, Access.READ_WRITE);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private OpenFile file(String path, Set<OpenFlag> flags) throws IOException {
    return (OpenFile) directory.open(path, Follow.NO_FOLLOW, flags);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsWhatItWroteAtAnyPosition() throws IOException {
    try (OpenFile file = file("new", READ_WRITE)) {
      assertThat(file.write(bytes("hello"), 0, 5, 3)).isEqualTo(5);
      byte[] target = new byte[10];
      assertThat(file.read(target, 1, 9, 0)).isEqualTo(8);
      assertThat(target).isEqualTo(bytes("\0\0\0\0hello\0"));
      assertThat(file.read(target, 0, 10, 8)).isZero();
    }
    assertThat(root.resolve("new")).hasBinaryContent(bytes("\0\0\0hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "zero", "random", "urandom"})
  void neverWaitsForADeviceThatTakesEverything(String device) throws IOException {
    assumeTrue(Files.isWritable(Path.of("/dev", device)), "no device of that name");
    try (Directory devices = LinuxDirectory.open(Path.of("/dev"), Access.READ_WRITE);
        OpenFile file =
            (OpenFile) devices.open(device, Follow.NO_FOLLOW, EnumSet.of(OpenFlag.WRITE))) {
      assertThat(file.type()).isEqualTo(FileType.CHARACTER_DEVICE);
      assertThat(file.writeReadiness().isReady()).isTrue();
      assertThat(file.write(bytes("x"), 0, 1, 0)).isEqualTo(1);
    }
  }

  @Test
  void appendsAtTheEndThatIs() throws IOException {
    Files.writeString(root.resolve("log"), "one");
    try (OpenFile file = file("log", EnumSet.of(OpenFlag.WRITE))) {
      Files.writeString(root.resolve("log"), "one,two");
      assertThat(file.append(bytes(",three"), 0, 6)).isEqualTo(6);
    }
    assertThat(root.resolve("log")).hasContent("one,two,three");
  }

  @Test
  void movesNoMoreThanItsBufferAtOnce() throws IOException {
    byte[] much = new byte[200_000];
    try (OpenFile file = file("big", READ_WRITE)) {
      assertThat(file.write(much, 0, much.length, 0)).isEqualTo(Scratch.DATA_SIZE);
      assertThat(file.read(much, 0, much.length, 0)).isEqualTo(Scratch.DATA_SIZE);
    }
  }

  @Test
  void refusesWhatTheFileWasNotOpenedFor() throws IOException {
    Files.writeString(root.resolve("f"), "x");
    try (OpenFile file = file("f", READ)) {
      assertThat(errorOf(() -> file.write(bytes("y"), 0, 1, 0))).isEqualTo(FileError.BADF);
      assertThat(errorOf(() -> file.append(bytes("y"), 0, 1))).isEqualTo(FileError.BADF);
      assertThat(errorOf(() -> file.setSize(0))).isEqualTo(FileError.BADF);
      assertThat(errorOf(() -> file.allocate(0, 9))).isEqualTo(FileError.BADF);
    }
    try (OpenFile file = file("f", EnumSet.of(OpenFlag.WRITE))) {
      assertThat(errorOf(() -> file.read(new byte[1], 0, 1, 0))).isEqualTo(FileError.BADF);
    }
  }

  @Test
  void changesSizeAndMakesRoom() throws IOException {
    try (OpenFile file = file("f", READ_WRITE)) {
      file.setSize(10);
      assertThat(file.stat().size()).isEqualTo(10);
      file.allocate(0, 4096);
      assertThat(file.stat().size()).isEqualTo(4096);
      file.advise(0, 100, Advice.SEQUENTIAL);
      file.sync(SyncScope.DATA);
      file.sync(SyncScope.DATA_AND_ATTRIBUTES);
      assertThat(errorOf(() -> file.setSize(-1))).isEqualTo(FileError.INVAL);
      assertThat(errorOf(() -> file.advise(0, -1, Advice.NORMAL))).isEqualTo(FileError.INVAL);
    }
  }

  @Test
  void tellsAttributesAsJavaSeesThem() throws IOException {
    Path path = Files.writeString(root.resolve("f"), "four");
    Files.createLink(root.resolve("g"), path);
    FileStat stat = directory.stat("f", Follow.NO_FOLLOW);
    assertThat(stat.type()).isEqualTo(FileType.REGULAR_FILE);
    assertThat(stat.size()).isEqualTo(4);
    assertThat(stat.links()).isEqualTo(2);
    assertThat(stat.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
    assertThat(stat.modified()).isEqualTo(Files.getLastModifiedTime(path).toInstant());
    assertThat(stat.sameFile(directory.stat("g", Follow.NO_FOLLOW))).isTrue();
    assertThat(stat.sameFile(directory.stat())).isFalse();
  }

  @Test
  void setsTimesByPathByHandleAndOfLinksThemselves() throws IOException {
    Files.writeString(root.resolve("f"), "x");
    Files.createSymbolicLink(root.resolve("l"), Path.of("f"));
    Instant first = Instant.ofEpochSecond(1_000_000, 123_456_789);
    Instant second = Instant.ofEpochSecond(2_000_000);
    directory.setTimes("l", Follow.FOLLOW, SetTime.Keep.KEEP, new SetTime.At(first));
    directory.setTimes("l", Follow.NO_FOLLOW, new SetTime.At(second), SetTime.Keep.KEEP);
    assertThat(directory.stat("f", Follow.FOLLOW).modified()).isEqualTo(first);
    assertThat(directory.stat("l", Follow.NO_FOLLOW).accessed()).isEqualTo(second);
    try (OpenFile file = file("f", READ)) {
      file.setTimes(new SetTime.At(second), SetTime.Now.NOW);
      assertThat(file.stat().accessed()).isEqualTo(second);
      assertThat(file.stat().modified()).isAfter(Instant.now().minusSeconds(60));
    }
  }

  @Test
  void makesRenamesLinksAndRemoves() throws IOException {
    directory.createDirectory("a");
    directory.createDirectory("a/b");
    file("a/b/f", READ_WRITE).close();
    directory.link("a/b/f", directory, "a/g");
    directory.rename("a/b/f", directory, "f");
    directory.symlink("../f", "a/l");
    assertThat(directory.readLink("a/l")).isEqualTo("../f");
    assertThat(directory.stat("a/l", Follow.FOLLOW).links()).isEqualTo(2);
    assertThat(errorOf(() -> directory.removeDirectory("a"))).isEqualTo(FileError.NOTEMPTY);
    assertThat(errorOf(() -> directory.unlinkFile("a"))).isEqualTo(FileError.ISDIR);
    assertThat(errorOf(() -> directory.readLink("f"))).isEqualTo(FileError.INVAL);
    directory.removeDirectory("a/b");
    directory.unlinkFile("a/g");
    directory.unlinkFile("a/l");
    directory.removeDirectory("a/");
    assertThat(root).isDirectoryContaining(path -> path.endsWith("f"));
  }

  @Test
  void listsItsEntriesEachTimeAnew() throws IOException {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("grüße"), "");
    Files.createSymbolicLink(root.resolve("l"), Path.of("d"));
    assertThat(directory.entries())
        .extracting(DirectoryEntry::name, DirectoryEntry::type)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("d", FileType.DIRECTORY),
            org.assertj.core.groups.Tuple.tuple("grüße", FileType.REGULAR_FILE),
            org.assertj.core.groups.Tuple.tuple("l", FileType.SYMBOLIC_LINK));
    Files.delete(root.resolve("l"));
    assertThat(directory.entries()).hasSize(2);
  }

  @Test
  void lendsItselfToSeveralThreads() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(root.resolve("file" + i), "");
    }
    List<CompletableFuture<Integer>> listings = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      CompletableFuture<Integer> listing = new CompletableFuture<>();
      listings.add(listing);
      Thread.startVirtualThread(() -> listing.complete(sizeOfLent()));
    }
    for (CompletableFuture<Integer> listing : listings) {
      assertThat(listing.get(60, TimeUnit.SECONDS)).isEqualTo(20 * 1000);
    }
    Directory lent = directory.lend();
    directory.close();
    assertThat(errorOf(lent::entries)).isEqualTo(FileError.BADF);
  }

  private int sizeOfLent() {
    int size = 0;
    for (int i = 0; i < 20; i++) {
      try (Directory lent = directory.lend()) {
        lent.sync(SyncScope.DATA);
        size += lent.entries().size();
      } catch (FileException e) {
        return -1;
      }
    }
    return size;
  }

  @Test
  void givesNoDescriptorBackThatIsInUse() throws Exception {
    Files.writeString(root.resolve("mine"), "");
    for (int i = 0; i < 200; i++) {
      LinuxDirectory shared = LinuxDirectory.open(root, Access.READ_ONLY);
      CompletableFuture<Boolean> sawOnlyItsOwn = new CompletableFuture<>();
      Thread.startVirtualThread(() -> sawOnlyItsOwn.complete(seesOnlyMine(shared)));
      shared.close();
      // Takes the number that was freed.
      LinuxDirectory.open(Path.of("/"), Access.READ_ONLY).close();
      assertThat(sawOnlyItsOwn.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// Until the directory is closed.
  private static boolean seesOnlyMine(Directory shared) {
    try {
      while (shared.entries().size() == 1) {
        Thread.onSpinWait();
      }
      return false;
    } catch (FileException e) {
      return e.error() == FileError.BADF;
    }
  }

  @Test
  void opensNoMoreFilesAtATimeThanAllowed() throws IOException {
    Files.writeString(root.resolve("f"), "");
    try (LinuxDirectory limited =
        LinuxDirectory.open(root, DirectoryOptions.of(Access.READ_WRITE).withOpenFiles(2))) {
      FileHandle first = limited.open("f", Follow.FOLLOW, READ);
      Directory second = (Directory) limited.open(".", Follow.FOLLOW, READ);
      assertThat(errorOf(() -> second.open("f", Follow.FOLLOW, READ))).isEqualTo(FileError.MFILE);
      limited.lend().open("f", Follow.FOLLOW, READ).close();
      assertThat(limited.stat("f", Follow.FOLLOW).size()).isZero();
      first.close();
      first.close();
      assertThat(errorOf(() -> limited.open("no", Follow.FOLLOW, READ))).isEqualTo(FileError.NOENT);
      second.open("f", Follow.FOLLOW, READ).close();
      second.close();
    }
  }

  @Test
  void actsAsAnotherUserWhereThePermissionsAreChecked() throws IOException {
    assumeTrue(Files.getAttribute(root, "unix:uid").equals(0), "only root can be someone else");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path secret = Files.writeString(root.resolve("secret"), "root's");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path shared = Files.writeString(root.resolve("shared"), "group's");
    Files.setAttribute(shared, "unix:gid", 4711);
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r-----"));
    DirectoryOptions options =
        DirectoryOptions.of(Access.READ_WRITE)
            .withIdentity(new FileIdentity(1234, 2345, List.of(4711)));
    try (LinuxDirectory other = LinuxDirectory.ofRoot(root, options)) {
      assertThat(errorOf(() -> other.open("secret", Follow.FOLLOW, READ)))
          .isEqualTo(FileError.ACCES);
      assertThat(errorOf(() -> other.setTimes("secret", Follow.FOLLOW, NOW, NOW)))
          .isEqualTo(FileError.ACCES);
      other.open("shared", Follow.FOLLOW, READ).close();
      other.open("new", Follow.FOLLOW, READ_WRITE).close();
      other.createDirectory("folder");
    }
    for (String created : List.of("new", "folder")) {
      assertThat(Files.getAttribute(root.resolve(created), "unix:uid")).isEqualTo(1234);
      assertThat(Files.getAttribute(root.resolve(created), "unix:gid")).isEqualTo(2345);
    }
    assertThat(secret).hasContent("root's");
  }

  @Test
  void permitsWhatItCreatesWhatItsUmaskLeaves() throws IOException {
    assumeTrue(Files.getAttribute(root, "unix:uid").equals(0), "only root can be someone else");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    int number = 0;
    for (int user : new int[] {0, 1234}) {
      for (int umask : new int[] {0, 002, 022, 027, 077}) {
        DirectoryOptions options =
            DirectoryOptions.of(Access.READ_WRITE)
                .withIdentity(new FileIdentity(user, user, List.of(), umask));
        String file = "file-" + number;
        String folder = "folder-" + number++;
        try (LinuxDirectory other = LinuxDirectory.ofRoot(root, options)) {
          other.open(file, Follow.FOLLOW, READ_WRITE).close();
          other.createDirectory(folder);
        }
        String as = "of %d with umask %o".formatted(user, umask);
        assertThat(modeOf(file)).as(as).isEqualTo(0666 & ~umask);
        assertThat(modeOf(folder)).as(as).isEqualTo(0777 & ~umask);
      }
    }
    // This process goes on with its own.
    directory.open("own", Follow.FOLLOW, READ_WRITE).close();
    assertThat(modeOf("own")).isEqualTo(0644);
  }

  private int modeOf(String name) throws IOException {
    return (int) Files.getAttribute(root.resolve(name), "unix:mode") & 0777;
  }

  @Test
  void listsMoreEntriesThanFitOneCall() throws IOException {
    for (int i = 0; i < 2500; i++) {
      Files.writeString(root.resolve("a-rather-long-name-of-a-file-" + i), "");
    }
    assertThat(directory.entries()).hasSize(2500).doesNotHaveDuplicates();
  }

  /// What a read-only directory refuses.
  record Change(String name, Action action) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Action {
    void run(Directory directory) throws IOException;
  }

  static List<Change> changes() {
    return List.of(
        new Change("write", d -> d.open("f", Follow.FOLLOW, EnumSet.of(OpenFlag.WRITE))),
        new Change("create", d -> d.open("n", Follow.FOLLOW, EnumSet.of(OpenFlag.CREATE))),
        new Change("truncate", d -> d.open("f", Follow.FOLLOW, EnumSet.of(OpenFlag.TRUNCATE))),
        new Change("mkdir", d -> d.createDirectory("n")),
        new Change("unlink", d -> d.unlinkFile("f")),
        new Change("rmdir", d -> d.removeDirectory("d")),
        new Change("rename", d -> d.rename("f", d, "n")),
        new Change("link", d -> d.link("f", d, "n")),
        new Change("symlink", d -> d.symlink("f", "n")),
        new Change("times", d -> d.setTimes("f", Follow.FOLLOW, SetTime.Now.NOW, SetTime.Now.NOW)),
        new Change("own times", d -> d.setTimes(SetTime.Now.NOW, SetTime.Now.NOW)),
        new Change(
            "times of a file",
            d -> d.open("f", Follow.FOLLOW, READ).setTimes(SetTime.Now.NOW, SetTime.Now.NOW)),
        new Change(
            "below", d -> ((Directory) d.open("d", Follow.FOLLOW, READ)).createDirectory("n")));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void refusesChangesWhereReadOnly(Change change) throws IOException {
    Files.writeString(root.resolve("f"), "x");
    Files.createDirectory(root.resolve("d"));
    try (LinuxDirectory readOnly = LinuxDirectory.open(root, Access.READ_ONLY)) {
      assertThat(errorOf(() -> change.action().run(readOnly))).isEqualTo(FileError.ROFS);
      assertThat(errorOf(() -> directory.rename("f", readOnly, "n"))).isEqualTo(FileError.ROFS);
      assertThat(readOnly.stat("f", Follow.FOLLOW).size()).isEqualTo(1);
    }
  }

  @Test
  void hasNoEntriesWhenItWasRemoved() throws Exception {
    directory.createDirectory("gone");
    Directory gone = (Directory) directory.open("gone", Follow.FOLLOW, READ);
    directory.removeDirectory("gone");
    assertThat(gone.entries()).isEmpty();
    gone.close();
  }

  @Test
  void neverBlocksOnAFifo() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    assertThat(errorOf(() -> file("fifo", EnumSet.of(OpenFlag.WRITE)))).isEqualTo(FileError.NXIO);
    try (OpenFile reader = file("fifo", READ);
        OpenFile writer = file("fifo", EnumSet.of(OpenFlag.WRITE))) {
      byte[] target = new byte[8];
      assertThat(reader.type()).isEqualTo(FileType.FIFO);
      assertThat(errorOf(() -> reader.read(target, 0, 8, 0))).isEqualTo(FileError.AGAIN);
      assertThat(reader.readReadiness().isReady()).isFalse();
      CountDownLatch woken = new CountDownLatch(1);
      reader.readReadiness().onReady(woken::countDown);
      assertThat(writer.write(bytes("pipe"), 0, 4, 99)).isEqualTo(4);
      assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(reader.read(target, 0, 8, 5)).isEqualTo(4);
    }
  }

  @Test
  void endsAWaitThatIsNoLongerWanted() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    try (OpenFile reader = file("fifo", READ);
        OpenFile writer = file("fifo", EnumSet.of(OpenFlag.WRITE))) {
      AtomicInteger unwanted = new AtomicInteger();
      Runnable cancel = reader.readReadiness().onReady(unwanted::incrementAndGet);
      CountDownLatch wanted = new CountDownLatch(1);
      reader.readReadiness().onReady(wanted::countDown);
      assertThat(descriptorsOfFifo()).isEqualTo(4);
      cancel.run();
      cancel.run();
      assertThat(descriptorsOfFifo()).isEqualTo(3);
      assertThat(writer.write(bytes("x"), 0, 1, 0)).isEqualTo(1);
      assertThat(wanted.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(unwanted).hasValue(0);
      assertThat(descriptorsOfFifo()).isEqualTo(2);
    }
  }

  private long descriptorsOfFifo() throws IOException {
    long count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open.toList()) {
        try {
          count += Files.readSymbolicLink(descriptor).endsWith("fifo") ? 1 : 0;
        } catch (NoSuchFileException _) {
          // Closed meanwhile.
        }
      }
    }
    return count;
  }

  @Test
  void readsDevices() throws IOException {
    try (LinuxDirectory dev = LinuxDirectory.open(Path.of("/dev"), Access.READ_WRITE);
        OpenFile zero = (OpenFile) dev.open("zero", Follow.FOLLOW, READ)) {
      assertThat(zero.type()).isEqualTo(FileType.CHARACTER_DEVICE);
      assertThat(zero.read(new byte[7], 0, 7, 1000)).isEqualTo(7);
      assertThat(zero.readReadiness().isReady()).isTrue();
    }
  }

  @Test
  void answersNothingAfterItIsClosed() throws IOException {
    OpenFile file = file("f", READ_WRITE);
    file.close();
    file.close();
    assertThat(errorOf(file::stat)).isEqualTo(FileError.BADF);
    assertThat(errorOf(() -> file.read(new byte[1], 0, 1, 0))).isEqualTo(FileError.BADF);
  }

  @Test
  void saysInOneLineWhatCannotBeOpened() {
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> LinuxDirectory.open(missing, Access.READ_ONLY))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot open directory " + missing + ": no such file or directory");
  }

  private static FileError errorOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(FileException.class, call).error();
  }
}
