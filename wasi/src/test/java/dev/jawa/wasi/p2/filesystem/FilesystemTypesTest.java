package dev.jawa.wasi.p2.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.NotText;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.SystemRandom;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.IoError;
import dev.jawa.wasi.p2.io.Streams;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each function of `wasi:filesystem`, called as the runtime calls it.
class FilesystemTypesTest {

  private static final int FOLLOW = 1;
  private static final int NO_FOLLOW = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int MUTATE = 32;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private static final HostInterface<WasiContext> TYPES = FilesystemTypes.binding();
  private static final HostInterface<WasiContext> STREAMS = Streams.binding();

  @TempDir private Path root;
  private WasiContext context;
  private Object base;

  @BeforeEach
  void prepare() throws IOException {
    context = contextWith(Access.READ_WRITE);
    base = preopen(context);
  }

  private WasiContext contextWith(Access access) throws IOException {
    Stdio stdio =
        new Stdio(MemorySource.empty(), new MemorySink(1), new MemorySink(1), false, false, false);
    return WasiContext.builder(stdio, new SystemRandom())
        .preopens(List.of(new Preopen("/data", LinuxDirectory.open(root, access))))
        .build();
  }

  @AfterEach
  void close() {
    context.close();
  }

  private static Object preopen(WasiContext of) {
    HostInterface<WasiContext> preopens = Preopens.binding();
    Object list = preopens.functions().get("get-directories").body().call(of, new Object[0]);
    Object[] pair = (Object[]) ((List<?>) list).getFirst();
    assertThat(pair[1]).isEqualTo("/data");
    return pair[0];
  }

  private Object call(String method, Object... args) {
    return FakeGuest.taken(
        TYPES.functions().get("[method]descriptor." + method).body().call(context, args));
  }

  private Object ok(String method, Object... args) {
    Object result = call(method, args);
    assertThat(result).as(method).isInstanceOf(Result.Ok.class);
    return ((Result.Ok) result).value();
  }

  private ErrorCode error(String method, Object... args) {
    Object result = call(method, args);
    assertThat(result).as(method).isInstanceOf(Result.Err.class);
    return ErrorCode.values()[(Integer) ((Result.Err) result).error()];
  }

  private Object open(String path, int openFlags, int flags) {
    return ok("open-at", base, NO_FOLLOW, path, openFlags, flags);
  }

  private Object answer(String method, Object... args) {
    return FakeGuest.taken(STREAMS.functions().get("[method]" + method).body().call(context, args));
  }

  private Object stream(String method, Object... args) {
    Object result = answer(method, args);
    assertThat(result).as(method).isInstanceOf(Result.Ok.class);
    return ((Result.Ok) result).value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tellsADirectoryFromAFileWhereAStreamIsWanted() {
    assertThat(error("read-via-stream", base, 0L)).isEqualTo(ErrorCode.IS_DIRECTORY);
    assertThat(error("write-via-stream", base, 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
    assertThat(error("read", base, 1L, 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
  }

  @Test
  void writesAndReadsAtPositions() {
    Object file = open("f", CREATE, READ | WRITE);
    assertThat(ok("write", file, bytes("hello"), 2L)).isEqualTo(5L);
    Object[] part = (Object[]) ok("read", file, 4L, 1L);
    assertThat(part).containsExactly(bytes("\0hel"), false);
    Object[] end = (Object[]) ok("read", file, 4L, 7L);
    assertThat(end).containsExactly(new byte[0], true);
    assertThat(error("read", file, 1L, -1L)).isEqualTo(ErrorCode.INVALID);
  }

  @Test
  void writesAllAtOnceHoweverMuchItIs() {
    Object file = open("f", CREATE, READ | WRITE);
    byte[] much = new byte[200_000];
    Arrays.fill(much, (byte) 7);
    assertThat(ok("write", file, much, 5L)).isEqualTo(200_000L);
    Object[] end = (Object[]) ok("read", file, 10L, 200_000L);
    assertThat((byte[]) end[0]).containsExactly(7, 7, 7, 7, 7);
  }

  @Test
  void givesNoMoreThanTheLimitHoweverMuchIsAsked() {
    Object file = open("f", CREATE, READ | WRITE);
    ok("set-size", file, 10L);
    Object[] all = (Object[]) ok("read", file, -1L, 0L);
    assertThat((byte[]) all[0]).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 10, 99})
  void saysThatNothingMoreComesWhereNothingIsAsked(long offset) {
    Object file = open("f", CREATE, READ | WRITE);
    ok("set-size", file, 10L);
    assertThat(((Object[]) ok("read", file, 0L, offset))[1]).isEqualTo(true);
    assertThat(((Object[]) ok("read", file, 1L, 9L))[1]).isEqualTo(false);
  }

  /// 64 KiB are what a FIFO has room for; somebody else has taken a part of it after the permit.
  @Test
  void letsOutWhatWaitsForAFifoWithoutBeingAsked() throws Exception {
    Path path = root.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    try (RandomAccessFile peer = new RandomAccessFile(path.toFile(), "rw")) {
      Object output = ok("write-via-stream", open("fifo", 0, WRITE), 0L);
      int permit = ((Long) stream("output-stream.check-write", output)).intValue();
      peer.write(new byte[8192]);
      byte[] contents = new byte[permit];
      contents[permit - 1] = 7;
      stream("output-stream.write", output, contents);
      CompletableFuture<byte[]> all = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              byte[] read = new byte[8192 + permit];
              peer.readFully(read);
              all.complete(read);
            } catch (IOException e) {
              all.completeExceptionally(e);
            }
          });
      assertThat(all.get(60, TimeUnit.SECONDS)).endsWith(7);
    }
  }

  @Test
  void streamsOutliveTheirDescriptor() throws IOException {
    Object file = open("f", CREATE, READ | WRITE);
    Object output = ok("write-via-stream", file, 3L);
    Object appended = ok("append-via-stream", file);
    Object input = ok("read-via-stream", file, 1L);
    Descriptor.RESOURCE.destructor().accept((Descriptor) file);
    stream("output-stream.blocking-write-and-flush", output, bytes("abc"));
    stream("output-stream.blocking-write-and-flush", appended, bytes("!"));
    assertThat(stream("input-stream.blocking-read", input, 100L)).isEqualTo(bytes("\0\0abc!"));
    assertThat(root.resolve("f")).hasBinaryContent(bytes("\0\0\0abc!"));
  }

  @Test
  void givesStreamsOfWhatMayNotBeReadOrWrittenThatFail() {
    Object writable = open("f", CREATE, WRITE);
    Object readable = open("f", 0, READ);
    // As under wasmtime the first read or write tells, not the stream's making.
    Object input = ok("read-via-stream", writable, 0L);
    assertThat(answer("input-stream.read", input, 1L)).isInstanceOf(Result.Err.class);
    Object output = ok("write-via-stream", readable, 0L);
    assertThat(answer("output-stream.blocking-write-and-flush", output, bytes("x")))
        .isInstanceOf(Result.Err.class);
    for (Object nothing : List.of(bytes(""), ByteBuffer.allocate(0))) {
      Object none = ok("write-via-stream", readable, 0L);
      assertThat(answer("output-stream.blocking-write-and-flush", none, nothing))
          .isInstanceOf(Result.Err.class);
    }
    assertThat(error("set-size", readable, 1L)).isEqualTo(ErrorCode.INVALID);
    assertThat(error("read-via-stream", base, 0L)).isEqualTo(ErrorCode.IS_DIRECTORY);
    assertThat(error("write", readable, bytes("x"), 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
    assertThat(error("read", writable, 1L, 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
  }

  @Test
  void advisesAndSyncs() {
    Object file = open("f", CREATE, READ | WRITE);
    ok("advise", file, 0L, 10L, 3);
    ok("sync-data", file);
    ok("sync", file);
    ok("sync", base);
    assertThat(error("advise", base, 0L, 0L, 0)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 2, 1 << 3, 1 << 4})
  void opensNothingThatSyncsByItself(int sync) {
    assertThat(error("open-at", base, NO_FOLLOW, "f", CREATE, READ | WRITE | sync))
        .isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(root.resolve("f")).doesNotExist();
  }

  @Test
  void tellsFlagsAndTypes() {
    Object file = open("f", CREATE, READ | WRITE);
    assertThat(ok("get-flags", file)).isEqualTo(READ | WRITE);
    assertThat(ok("get-flags", base)).isEqualTo(READ | MUTATE);
    assertThat(ok("get-type", file)).isEqualTo(6);
    assertThat(ok("get-type", base)).isEqualTo(3);
  }

  @Test
  void tellsAttributesOfDescriptorsAndPaths() throws IOException {
    Files.writeString(root.resolve("f"), "four");
    Files.createSymbolicLink(root.resolve("l"), Path.of("f"));
    Object file = open("f", 0, READ);
    Object[] stat = (Object[]) ok("stat", file);
    assertThat(stat[0]).isEqualTo(6);
    assertThat(stat[1]).isEqualTo(1L);
    assertThat(stat[2]).isEqualTo(4L);
    assertThat(stat[4]).isInstanceOf(Optional.class);
    assertThat((Object[]) ok("stat-at", base, FOLLOW, "l")).startsWith(6, 1L, 4L);
    assertThat((Object[]) ok("stat-at", base, NO_FOLLOW, "l")).startsWith(5, 1L, 1L);
    assertThat(error("stat-at", base, FOLLOW, "none")).isEqualTo(ErrorCode.NO_ENTRY);
    assertThat(error("stat-at", file, FOLLOW, "f")).isEqualTo(ErrorCode.NOT_DIRECTORY);
  }

  @Test
  void setsSizesAndTimes() throws IOException {
    Object file = open("f", CREATE, WRITE);
    ok("set-size", file, 7L);
    Variant time = new Variant(2, new Object[] {1_000_000L, 5_000L});
    ok("set-times", file, Variant.of(0), time);
    assertThat(Files.size(root.resolve("f"))).isEqualTo(7);
    assertThat(Files.getLastModifiedTime(root.resolve("f")).toInstant())
        .isEqualTo(java.time.Instant.ofEpochSecond(1_000_000L, 5_000L));
    ok("set-times-at", base, FOLLOW, "f", time, Variant.of(1));
    Object[] stat = (Object[]) ok("stat", file);
    assertThat((Object[]) ((Optional<?>) stat[3]).get()).containsExactly(1_000_000L, 5_000L);
    Variant wrong = new Variant(2, new Object[] {0L, 1_000_000_000L});
    assertThat(error("set-times", file, wrong, wrong)).isEqualTo(ErrorCode.INVALID);
    Variant far = new Variant(2, new Object[] {-1L, 0L}); // unsigned
    assertThat(error("set-times", file, far, far)).isEqualTo(ErrorCode.OVERFLOW);
    Variant late = new Variant(2, new Object[] {Long.MAX_VALUE, 0L});
    ok("set-times", file, late, late);
    assertThat(Files.getLastModifiedTime(root.resolve("f")).toInstant())
        .as("the latest that the file system has")
        .isAfter(java.time.Instant.parse("2038-01-01T00:00:00Z"));
  }

  @Test
  void knowsTheSameFileAgain() throws IOException {
    Object file = open("f", CREATE, READ | WRITE);
    Object again = open("f", 0, READ);
    Object other = open("g", CREATE, READ);
    assertThat(call("is-same-object", file, again)).isEqualTo(true);
    assertThat(call("is-same-object", file, other)).isEqualTo(false);
    Object before = ok("metadata-hash", file);
    assertThat(ok("metadata-hash-at", base, FOLLOW, "f")).isEqualTo(before);
    assertThat(ok("metadata-hash", other)).isNotEqualTo(before);
    ok("write", file, bytes("x"), 0L);
    assertThat(ok("metadata-hash", file)).isNotEqualTo(before);
  }

  @Test
  void listsADirectory() throws IOException {
    Files.writeString(root.resolve("a"), "");
    Files.createDirectory(root.resolve("b"));
    Object entries = ok("read-directory", base);
    List<String> seen = new ArrayList<>();
    Optional<?> entry = next(entries);
    while (entry.isPresent()) {
      Object[] fields = (Object[]) entry.get();
      seen.add(fields[0] + " " + fields[1]);
      entry = next(entries);
    }
    assertThat(seen).containsExactlyInAnyOrder("6 a", "3 b");
    assertThat(error("read-directory", open("a", 0, READ))).isEqualTo(ErrorCode.NOT_DIRECTORY);
  }

  private Object read(Object entries) {
    return TYPES
        .functions()
        .get("[method]directory-entry-stream.read-directory-entry")
        .body()
        .call(context, new Object[] {entries});
  }

  private Optional<?> next(Object entries) {
    return (Optional<?>) ((Result.Ok) read(entries)).value();
  }

  @Test
  void listsWhatIsBesideANameThatIsNoText() throws IOException {
    Files.writeString(root.resolve("a"), "");
    NotText.create(root);
    Files.writeString(root.resolve("b"), "");
    Object entries = ok("read-directory", base);
    List<Object> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Object entry = read(entries);
      seen.add(
          entry instanceof Result.Err(Object error)
              ? ErrorCode.values()[(Integer) error]
              : ((Object[]) ((Optional<?>) ((Result.Ok) entry).value()).orElseThrow())[1]);
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b", ErrorCode.ILLEGAL_BYTE_SEQUENCE);
    assertThat(next(entries)).isEmpty();
    NotText.delete(root);
  }

  @Test
  void makesRenamesLinksAndRemoves() {
    ok("create-directory-at", base, "d");
    assertThat(error("create-directory-at", base, "d")).isEqualTo(ErrorCode.EXIST);
    Object directory = open("d", DIRECTORY, READ | MUTATE);
    open("f", CREATE | EXCLUSIVE, WRITE);
    assertThat(error("open-at", base, 0, "f", CREATE | EXCLUSIVE, WRITE))
        .isEqualTo(ErrorCode.EXIST);
    ok("link-at", base, NO_FOLLOW, "f", directory, "g");
    assertThat(error("link-at", base, FOLLOW, "f", directory, "h")).isEqualTo(ErrorCode.INVALID);
    ok("rename-at", base, "f", directory, "h");
    ok("symlink-at", base, "d/g", "l");
    assertThat(ok("readlink-at", base, "l")).isEqualTo("d/g");
    assertThat(error("unlink-file-at", base, "d")).isEqualTo(ErrorCode.IS_DIRECTORY);
    assertThat(error("remove-directory-at", base, "d")).isEqualTo(ErrorCode.NOT_EMPTY);
    ok("unlink-file-at", directory, "g");
    ok("unlink-file-at", base, "d/h");
    ok("remove-directory-at", base, "d");
    assertThat(root).isDirectoryNotContaining(path -> !path.endsWith("l"));
  }

  @Test
  void refusesAbsoluteLinksAndEscapes() throws IOException {
    Files.createSymbolicLink(root.resolve("etc"), Path.of("/etc"));
    assertThat(error("readlink-at", base, "etc")).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(error("symlink-at", base, "/etc", "x")).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(error("open-at", base, FOLLOW, "etc/passwd", 0, READ))
        .isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(error("open-at", base, FOLLOW, "../x", 0, READ)).isEqualTo(ErrorCode.NOT_PERMITTED);
    Files.delete(root.resolve("etc"));
  }

  @Test
  void changesNothingWhereReadOnly() throws IOException {
    Files.writeString(root.resolve("f"), "x");
    try (WasiContext readOnly = contextWith(Access.READ_ONLY)) {
      Object d = preopen(readOnly);
      assertThat(ok("get-flags", d)).isEqualTo(READ);
      assertThat(error("open-at", d, 0, "f", 0, WRITE)).isEqualTo(ErrorCode.READ_ONLY);
      assertThat(error("open-at", d, 0, "f", TRUNCATE, READ)).isEqualTo(ErrorCode.READ_ONLY);
      assertThat(error("open-at", d, 0, ".", DIRECTORY, MUTATE)).isEqualTo(ErrorCode.READ_ONLY);
      Object f = ok("open-at", d, 0, "f", 0, READ);
      assertThat(error("write-via-stream", f, 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
      assertThat(error("append-via-stream", f)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
      assertThat(error("set-size", f, 0L)).isEqualTo(ErrorCode.BAD_DESCRIPTOR);
      assertThat(error("create-directory-at", d, "n")).isEqualTo(ErrorCode.READ_ONLY);
      assertThat(error("unlink-file-at", d, "f")).isEqualTo(ErrorCode.READ_ONLY);
    }
    assertThat(root.resolve("f")).hasContent("x");
  }

  @Test
  void findsTheErrorCodeBehindAStreamError() {
    IoError file = new IoError(new FileException(FileError.NOSPC));
    IoError other = new IoError(new IOException("network"));
    assertThat(errorCode(file)).isEqualTo(Optional.of(ErrorCode.INSUFFICIENT_SPACE.ordinal()));
    assertThat(errorCode(other)).isEqualTo(Optional.empty());
  }

  private Object errorCode(IoError error) {
    return TYPES
        .functions()
        .get("filesystem-error-code")
        .body()
        .call(context, new Object[] {error});
  }
}
