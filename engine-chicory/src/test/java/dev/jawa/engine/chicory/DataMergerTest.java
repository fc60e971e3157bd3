package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.binary.SectionId;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataMergerTest {

  /// Where bytes go, as constants of i32 can say it.
  private record Data(int address, String bytes) {}

  @TempDir Path temporary;

  /// A module with a memory of one page, which it exports as `m`, and these segments.
  private static byte[] module(Data... data) {
    WasmSink segments = new WasmSink().u32(data.length);
    for (Data segment : data) {
      segments.u8(0).u8(0x41).s32(segment.address).u8(0x0B).name(segment.bytes);
    }
    return new WasmSink()
        .raw(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, WasmReader.HEADER)
        .section(SectionId.MEMORY, new WasmSink().u32(1).u8(0).u32(1))
        .section(SectionId.EXPORT, new WasmSink().u32(1).name("m").u8(2).u32(0))
        .section(SectionId.DATA, segments)
        .bytes();
  }

  private static WasmModule stripped(byte[] wasm) {
    return Parser.parse(WasmStripper.stripForLater(wasm, Parser.parse(wasm), _ -> false));
  }

  private static int segments(Data... data) {
    return stripped(module(data)).dataSection().dataSegmentCount();
  }

  @Test
  void makesOneSegmentOfThoseWithFewZerosBetween() {
    assertThat(segments(new Data(8, "ab"), new Data(10, "cd"), new Data(1036, "e"))).isEqualTo(1);
  }

  @Test
  void keepsThoseApartThatAreFarApart() {
    assertThat(segments(new Data(8, "ab"), new Data(1035, "c"), new Data(1036, "d"))).isEqualTo(2);
  }

  @Test
  void putsThemInOrder() {
    byte[] wasm = module(new Data(40, "d"), new Data(8, "ab"), new Data(20, "c"));

    assertThat(stripped(wasm).dataSection().dataSegmentCount()).isEqualTo(1);
    assertThat(memory(wasm))
        .isEqualTo(memory(wasm))
        .contains((byte) 'a', atIndex(8))
        .contains((byte) 'd', atIndex(40));
  }

  @Test
  void leavesSegmentsAloneOfWhichALaterOneWritesOverAnother() {
    assertThat(segments(new Data(8, "abc"), new Data(10, "d"))).isEqualTo(2);
  }

  @Test
  void leavesSegmentsAloneThatInstructionsMayName() {
    byte[] wasm = module(new Data(0, "a"), new Data(1, "b"));
    byte[] counted =
        WasmReader.rewrite(
            wasm,
            (section, _, out) -> {
              if (section.id() == SectionId.DATA) {
                out.section(SectionId.DATA_COUNT, new WasmSink().u32(2));
              }
              out.copy(wasm, section);
            });

    assertThat(stripped(counted).dataSection().dataSegmentCount()).isEqualTo(2);
  }

  @Test
  void theNextStartHasTheSameMemory() {
    byte[] wasm = module(new Data(3, "ab"), new Data(7, "c"), new Data(40_000, "d"));

    assertThat(memory(wasm)).isEqualTo(memory(wasm)).startsWith(0, 0, 0, 'a', 'b', 0, 0, 'c', 0);
  }

  @Test
  void theNextStartFailsToo() {
    byte[] wasm = module(new Data(65_534, "a"), new Data(65_535, "bc"));

    for (int i = 0; i < 2; i++) {
      Assertions.assertThatThrownBy(() -> memory(wasm))
          .isInstanceOfSatisfying(
              Trap.class, e -> assertThat(e.kind()).isEqualTo(Trap.Kind.MEMORY_OUT_OF_BOUNDS));
    }
  }

  private byte[] memory(byte[] wasm) {
    try (ChicoryEngine engine =
            new ChicoryEngine(new EngineOptions(temporary.resolve("cache"), false));
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm), List.of());
      CoreMemory memory = (CoreMemory) Objects.requireNonNull(instance.export("m"));
      byte[] content = new byte[40_001];
      memory.read(0, content, 0, content.length);
      return content;
    }
  }
}
