package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.binary.SectionId;
import dev.jawa.engine.chicory.BodyParser.FunctionTypes;
import dev.jawa.engine.chicory.CodeTree.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Rewrites a module so that no function is larger than what the JIT of the JVM takes well.
///
/// C2 gives up on methods with too many nodes, is slow on large ones, compiles a loop in the middle
/// of one badly, and stops inlining memory accesses at 8000 bytes; and a Java method cannot be
/// larger than 64 KiB. What the module does stays the same; the new functions come behind its own,
/// so that no index changes.
final class SplitModule {

  /// 64 MiB at the most, which the largest functions of real programs use a tenth of.
  private static final long MOST_LIVENESS_BITS = 1L << 28;

  /// How deep a function may nest when its large switches are divided: each block is looked at
  /// again for each one around it.
  static final int MAX_DEPTH = 500;

  /// The type of a new function.
  record Signature(List<ValType> params, List<ValType> results) {}

  private final byte[] wasm;
  private final WasmModule module;
  private final SplitSizes sizes;
  private final IntPredicate allowed;
  private final FunctionTypes types;
  private final int firstNew;
  private final Map<Signature, Integer> newTypes = new HashMap<>();
  private final List<byte[]> signatures = new ArrayList<>();
  private final List<Integer> functionTypes = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<Integer> cut = new ArrayList<>();

  private SplitModule(byte[] wasm, WasmModule module, SplitSizes sizes, IntPredicate allowed) {
    this.wasm = wasm;
    this.module = module;
    this.sizes = sizes;
    this.allowed = allowed;
    int[] imports =
        module.importSection().stream()
            .filter(FunctionImport.class::isInstance)
            .mapToInt(imported -> ((FunctionImport) imported).typeIndex())
            .toArray();
    this.types = new FunctionTypes(module, imports);
    this.firstNew = imports.length + module.functionSection().functionCount();
  }

  /// A module and which of its own functions were cut, by their place in the code section.
  record Split(byte[] wasm, List<Integer> cut) {}

  /// The module with its large functions cut; the same bytes if none is.
  ///
  /// @param wasm a valid module
  /// @param module the same, decoded
  /// @param allowed which of its own functions may be cut
  static Split split(byte[] wasm, WasmModule module, SplitSizes sizes, IntPredicate allowed) {
    for (FunctionBody body : module.codeSection().functionBodies()) {
      if (isSuspicious(body, sizes)) {
        SplitModule split = new SplitModule(wasm, module, sizes, allowed);
        byte[] result = LargeStack.call("wasm-split", split::write);
        return new Split(split.cut.isEmpty() ? wasm : result, split.cut);
      }
    }
    return new Split(wasm, List.of());
  }

  /// An operator weighs at most a few times as much as one, so most functions need no closer look.
  private static boolean isSuspicious(FunctionBody body, SplitSizes sizes) {
    return body.instructions().size() > sizes.threshold() / 3;
  }

  int add(Signature signature, byte[] code) {
    functionTypes.add(newTypes.computeIfAbsent(signature, this::addType));
    bodies.add(code);
    return firstNew + bodies.size() - 1;
  }

  private int addType(Signature signature) {
    WasmSink out = new WasmSink().u8(0x60);
    for (List<ValType> list : List.of(signature.params(), signature.results())) {
      out.u32(list.size());
      list.forEach(type -> out.u8(type.opcode()));
    }
    signatures.add(out.bytes());
    return module.typeSection().subTypeCount() + signatures.size() - 1;
  }

  private byte[] write() {
    // The code comes last but tells how many types and functions there are.
    WasmSink code = new WasmSink();
    new WasmReader(wasm)
        .sections((section, in) -> {
          if (section.id() == SectionId.CODE) {
            code(in, code);
          }
        });
    return WasmReader.rewrite(
        wasm,
        (section, in, out) -> {
          switch (section.id()) {
            case SectionId.TYPE ->
                out.section(SectionId.TYPE, longer(in, section.end(), signatures));
            case SectionId.FUNCTION -> {
              List<byte[]> indices =
                  functionTypes.stream().map(type -> new WasmSink().u32(type).bytes()).toList();
              out.section(SectionId.FUNCTION, longer(in, section.end(), indices));
            }
            case SectionId.CODE -> out.section(SectionId.CODE, code);
            default -> out.copy(wasm, section);
          }
        });
  }

  private WasmSink longer(WasmReader in, int end, List<byte[]> more) {
    WasmSink out = new WasmSink().u32(in.u32() + more.size()).raw(wasm, in.position(), end);
    more.forEach(entry -> out.raw(entry, 0, entry.length));
    return out;
  }

  private void code(WasmReader in, WasmSink out) {
    int count = in.u32();
    WasmSink old = new WasmSink();
    in.bodies(
        count,
        (i, start, end) -> {
          byte[] shorter = cut(i, in);
          if (shorter == null) {
            old.raw(wasm, start, end);
          } else {
            old.u32(shorter.length).raw(shorter, 0, shorter.length);
          }
        });
    byte[] bytes = old.bytes();
    out.u32(count + bodies.size()).raw(bytes, 0, bytes.length);
    bodies.forEach(body -> out.u32(body.length).raw(body, 0, body.length));
  }

  private byte @Nullable [] cut(int index, WasmReader in) {
    FunctionBody body = module.codeSection().getFunctionBody(index);
    FunctionType type = types.ofType(module.functionSection().getFunctionType(index));
    if (!isSuspicious(body, sizes)
        || !allowed.test(index)
        || !areSimple(body.localTypes())
        || !areSimple(type.params())
        || livenessBits(body, type) > MOST_LIVENESS_BITS) {
      return null;
    }
    skipLocals(in);
    SplitBody split = new SplitBody(this, type, body.localTypes());
    Block function = BodyParser.parse(wasm, in, types, split, sizes);
    if (function == null || function.weight() <= sizes.threshold()) {
      return null;
    }
    int before = bodies.size();
    SwitchCutter.cut(function, split, sizes);
    if (CodeTree.depth(function) > MAX_DEPTH) {
      return null;
    }
    FunctionSplitter.split(function, split, sizes);
    if (bodies.size() == before) {
      return null;
    }
    cut.add(index);
    byte[] expression = new BodyWriter(local -> local).statements(function.body).end();
    return split.declarations().raw(expression, 0, expression.length).bytes();
  }

  private static void skipLocals(WasmReader in) {
    for (int groups = in.u32(); groups > 0; groups--) {
      in.u32();
      in.u8();
    }
  }

  /// For each statement it is noted which locals are live, and a guest may have many of both.
  private static long livenessBits(FunctionBody body, FunctionType type) {
    return (long) body.instructions().size() * (body.localTypes().size() + type.params().size());
  }

  /// References of other kinds take more than a byte to write.
  private static boolean areSimple(List<ValType> types) {
    return types.stream().allMatch(ValType::isNumeric);
  }
}
