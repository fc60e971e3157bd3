package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CodeCache;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledCacheTest {

  @TempDir Path temporary;

  /// A module with an import, data, a table, names and a trap, whose `f` gives this number.
  private static byte[] module(int number) {
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int give = wasm.type(List.of(), List.of(I32));
    int host = wasm.importFunc("host \u2192", "f", nothing);
    wasm.memory(1, -1);
    wasm.data(0, 0, new byte[] {(byte) number});
    int f = wasm.func(give, c -> c.call(host).i32Const(0).i32Load8u(0));
    int bad = wasm.func(nothing, c -> c.op(WasmCode.UNREACHABLE));
    return wasm.exportFunc("f", f).exportFunc("bad", bad).names("m", Map.of(bad, "bad")).build();
  }

  private Path folder() {
    return temporary.resolve("cache");
  }

  private static int run(Engine engine, byte[] wasm) {
    CoreInstance instance = instance(engine, wasm);
    return (int) ((CoreFunc) Objects.requireNonNull(instance.export("f"))).call()[0];
  }

  private static CoreInstance instance(Engine engine, byte[] wasm) {
    CoreStore store = engine.newStore(StoreLimits.DEFAULT);
    var host = store.hostFunc(new CoreFuncType(List.of(), List.of()), (_, _) -> HostFunction.NONE);
    return store.instantiate(engine.compile(wasm), List.of(host));
  }

  private Engine engine() {
    return new ChicoryEngine(new EngineOptions(folder(), false));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  @Test
  void takesCodeFromElsewhereIfItIsThatModules() throws IOException {
    byte[] wasm = module(5);
    Engine first = engine();
    first.compile(wasm);
    CodeCache cache = Objects.requireNonNull(first.codeCache());
    String name = cache.name(wasm);
    byte[] code = Objects.requireNonNull(cache.read(name));
    assertThat(cache.has(name)).isTrue();
    assertThat(cache.kind()).matches("chicory-[0-9.]+-r[0-9]+-java[0-9]+");
    Files.delete(files().getFirst());
    assertThat(cache.has(name)).isFalse();
    assertThat(cache.read(name)).isNull();

    byte[] damaged = code.clone();
    damaged[code.length / 2]++;
    assertThat(cache.write(name, damaged)).isFalse();
    assertThat(cache.write(name, new byte[0])).isFalse();
    assertThat(cache.write(cache.name(module(6)), code)).isFalse();
    assertThat(cache.write("../" + name, code)).isFalse();
    assertThat(files()).isEmpty();
    assertThat(cache.write(name, code)).isTrue();
    assertThat(files()).hasSize(1);
    assertThat(run(engine(), wasm)).isEqualTo(5);
  }

  @Test
  void givesTheSameModuleFromAFile() throws IOException {
    byte[] wasm = module(5);
    var compiled = engine().compile(wasm);
    Engine second = engine();
    var loaded = second.compile(wasm);

    assertThat(files()).hasSize(1);
    assertThat(loaded.imports()).isEqualTo(compiled.imports());
    assertThat(loaded.exports()).isEqualTo(compiled.exports());
    assertThat(run(second, wasm)).isEqualTo(5);
    CoreFunc bad = (CoreFunc) Objects.requireNonNull(instance(second, wasm).export("bad"));
    Assertions.assertThatThrownBy(bad::call)
        .isInstanceOfSatisfying(
            Trap.class,
            e -> assertThat(e.frames()).extracting(Object::toString).containsExactly("m!bad"));
  }

  @Test
  void loadsWhatIsInTheFile() throws IOException {
    // The other module's code under this one's name: only who really reads the file can be fooled.
    run(engine(), module(1));
    Path one = files().getFirst();
    run(engine(), module(2));
    Path two = files().stream().filter(file -> !file.equals(one)).findFirst().orElseThrow();
    Files.write(one, Files.readAllBytes(two));

    assertThat(run(engine(), module(1))).isEqualTo(2);
  }

  @Test
  void isPrivate() throws IOException {
    run(engine(), module(1));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
  }

  @Test
  void isNotUsedWhereOthersCanWrite() throws IOException {
    for (String permissions : List.of("rwxrwx---", "rwx---rwx", "rwxrwxrwx")) {
      Files.createDirectories(folder());
      Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString(permissions));

      assertThat(run(engine(), module(1))).isEqualTo(1);
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void isNotUsedWhereThereIsAFileInItsPlace() throws IOException {
    Files.writeString(folder(), "not a folder");

    assertThat(run(engine(), module(1))).isEqualTo(1);
  }

  @Test
  void rewritesDamagedFiles() throws IOException {
    byte[] wasm = module(3);
    run(engine(), wasm);
    Path file = files().getFirst();
    byte[] good = Files.readAllBytes(file);
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    List<byte[]> damaged =
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length / 2),
            Arrays.copyOf(good, good.length + 1),
            flipped);
    for (byte[] bytes : damaged) {
      Files.write(file, bytes);

      assertThat(run(engine(), wasm)).isEqualTo(3);
      assertThat(Files.readAllBytes(file)).hasSize(good.length).isNotEqualTo(bytes);
    }
  }

  @Test
  void servesSeveralEnginesAtOnce() throws Exception {
    List<Callable<Integer>> runs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] wasm = module(i % 3);
      runs.add(() -> run(engine(), wasm));
    }
    List<Integer> results = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (Future<Integer> result : threads.invokeAll(runs)) {
        results.add(result.get());
      }
    }

    assertThat(results).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
    assertThat(files()).hasSize(3);
  }

  @Test
  void dropsWhatWasNotUsedForLongest() throws IOException {
    run(engine(), module(1));
    Path old = files().getFirst();
    long bytes = Files.size(old);
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    Engine small = new ChicoryEngine(new EngineOptions(folder(), 2 * bytes + bytes / 2, false));
    run(small, module(2));
    assertThat(files()).hasSize(2).contains(old);
    run(small, module(3));

    assertThat(files()).hasSize(2).doesNotContain(old);
  }

  @Test
  void removesWhatADeadProcessLeft() throws IOException {
    run(engine(), module(1));
    Path abandoned = Files.createFile(folder().resolve("x" + CacheEviction.TEMPORARY));
    Path foreign = Files.createFile(folder().resolve("notes.txt"));
    Path fresh = Files.createFile(folder().resolve("y" + CacheEviction.TEMPORARY));
    FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(abandoned, longAgo);
    Files.setLastModifiedTime(foreign, longAgo);
    run(engine(), module(2));

    assertThat(files()).contains(foreign, fresh).doesNotContain(abandoned);
  }
}
