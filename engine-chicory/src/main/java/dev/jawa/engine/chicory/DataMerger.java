package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes few data segments of many, for what an earlier run has compiled: Go's linker leaves every
/// run of zeros out, so that a program of 3.6 MB has 38,000 of them, and to parse and apply each
/// takes a fifth of a second of a start.
///
/// Only where nobody can tell: the memory is the module's own and so zero between the segments, no
/// instruction names a segment, none writes over another. Where one is out of bounds the instance
/// fails as before, and its memory with it.
final class DataMerger {

  /// Zeros that are rather written than left out.
  private static final int MAX_GAP = 1024;

  private static final int ACTIVE = 0;
  private static final int I32_CONST = 0x41;
  private static final int END = 0x0B;

  /// A segment of memory 0.
  ///
  /// @param address where it goes
  /// @param start where its bytes begin in the module
  private record Segment(int address, int start, int length) {
    private long end() {
      return (long) address + length;
    }
  }

  private DataMerger() {}

  static boolean mayMerge(WasmModule module) {
    return module.dataCountSection().isEmpty()
        && module.importSection().count(ExternalType.MEMORY) == 0;
  }

  /// The content of the data section with fewer segments, or `null` if it is to stay as it is.
  ///
  /// @param in at the section's content
  static @Nullable WasmSink merged(byte[] wasm, WasmReader in) {
    List<Segment> segments = segments(in);
    if (segments == null) {
      return null;
    }
    WasmSink content = new WasmSink();
    int runs = 0;
    for (int first = 0, next; first < segments.size(); first = next) {
      next = first + 1;
      while (next < segments.size() && isNear(segments.get(next - 1), segments.get(next))) {
        next++;
      }
      write(wasm, segments.subList(first, next), content);
      runs++;
    }
    byte[] bytes = content.bytes();
    return new WasmSink().u32(runs).raw(bytes, 0, bytes.length);
  }

  /// In the order of their addresses, which not all linkers keep to; nothing if it matters which
  /// one comes last.
  private static @Nullable List<Segment> segments(WasmReader in) {
    List<Segment> segments = new ArrayList<>();
    for (int left = in.u32(); left > 0; left--) {
      if (in.u32() != ACTIVE || in.u8() != I32_CONST) {
        return null;
      }
      int address = in.s32();
      if (in.u8() != END || address < 0) {
        return null;
      }
      int length = in.u32();
      Segment segment = new Segment(address, in.position(), length);
      in.seek(in.end(length));
      segments.add(segment);
    }
    segments.sort(Comparator.comparingInt(Segment::address));
    return overlap(segments) ? null : segments;
  }

  private static boolean overlap(List<Segment> ascending) {
    return IntStream.range(1, ascending.size())
        .anyMatch(i -> ascending.get(i - 1).end() > ascending.get(i).address());
  }

  private static boolean isNear(Segment before, Segment segment) {
    return segment.address() - before.end() <= MAX_GAP;
  }

  private static void write(byte[] wasm, List<Segment> run, WasmSink content) {
    int begin = run.getFirst().address();
    content.u8(ACTIVE).u8(I32_CONST).s32(begin).u8(END).u32((int) (run.getLast().end() - begin));
    byte[] zeros = new byte[MAX_GAP];
    long at = begin;
    for (Segment segment : run) {
      content.raw(zeros, 0, (int) (segment.address() - at));
      content.raw(wasm, segment.start(), segment.start() + segment.length());
      at = segment.end();
    }
  }
}
