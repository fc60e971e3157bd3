package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.BodyParser.FunctionTypes;
import dev.jawa.engine.chicory.CodeTree.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rewrites a module so that no function is larger than what the JIT of the JVM takes well.
///
/// C2 gives up on methods with too many nodes, is slow on large ones, compiles a loop in the middle
/// of one badly, and stops inlining memory accesses at 8000 bytes; and a Java method cannot be
/// larger than 64 KiB. What the module does stays the same; the new functions come behind its own,
/// so that no index changes.
final class SplitModule {

  private static final int TYPE = 1;
  private static final int FUNCTION = 3;
  private static final int CODE = 10;

  /// 64 MiB at the most, which the largest functions of real programs use a tenth of.
  private static final long MOST_LIVENESS_BITS = 1L << 28;

  /// The type of a new function.
  record Signature(List<ValType> params, List<ValType> results) {}

  private final byte[] wasm;
  private final WasmModule module;
  private final SplitSizes sizes;
  private final FunctionTypes types;
  private final int firstNew;
  private final Map<Signature, Integer> newTypes = new HashMap<>();
  private final List<byte[]> signatures = new ArrayList<>();
  private final List<Integer> functionTypes = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();

  private SplitModule(byte[] wasm, WasmModule module, SplitSizes sizes) {
    this.wasm = wasm;
    this.module = module;
    this.sizes = sizes;
    int[] imports =
        module.importSection().stream()
            .filter(FunctionImport.class::isInstance)
            .mapToInt(imported -> ((FunctionImport) imported).typeIndex())
            .toArray();
    this.types = new FunctionTypes(module, imports);
    this.firstNew = imports.length + module.functionSection().functionCount();
  }

  /// The module with its large functions cut; the same bytes if none is large.
  ///
  /// @param wasm a valid module
  /// @param module the same, decoded
  static byte[] split(byte[] wasm, WasmModule module, SplitSizes sizes) {
    for (FunctionBody body : module.codeSection().functionBodies()) {
      if (isSuspicious(body, sizes)) {
        SplitModule split = new SplitModule(wasm, module, sizes);
        byte[] result = split.write();
        return split.bodies.isEmpty() ? wasm : result;
      }
    }
    return wasm;
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
    WasmReader in = new WasmReader(wasm);
    // The code comes last but tells how many types and functions there are.
    byte[] code = new byte[0];
    while (!in.atEnd()) {
      int id = in.u8();
      int end = in.end(in.u32());
      if (id == CODE) {
        code = code(in).bytes();
      }
      in.seek(end);
    }
    return assemble(code);
  }

  private byte[] assemble(byte[] code) {
    WasmReader in = new WasmReader(wasm);
    WasmSink out = new WasmSink().raw(wasm, 0, WasmReader.HEADER);
    while (!in.atEnd()) {
      int start = in.position();
      int id = in.u8();
      int end = in.end(in.u32());
      switch (id) {
        case TYPE -> out.section(TYPE, longer(in, end, signatures));
        case FUNCTION -> {
          List<byte[]> indices =
              functionTypes.stream().map(type -> new WasmSink().u32(type).bytes()).toList();
          out.section(FUNCTION, longer(in, end, indices));
        }
        case CODE -> out.section(CODE, new WasmSink().raw(code, 0, code.length));
        default -> out.raw(wasm, start, end);
      }
      in.seek(end);
    }
    return out.bytes();
  }

  private WasmSink longer(WasmReader in, int end, List<byte[]> more) {
    WasmSink out = new WasmSink().u32(in.u32() + more.size()).raw(wasm, in.position(), end);
    more.forEach(entry -> out.raw(entry, 0, entry.length));
    return out;
  }

  private WasmSink code(WasmReader in) {
    int count = in.u32();
    WasmSink old = new WasmSink();
    for (int i = 0; i < count; i++) {
      int start = in.position();
      int end = in.end(in.u32());
      byte[] cut = cut(i, in);
      if (cut == null) {
        old.raw(wasm, start, end);
      } else {
        old.u32(cut.length).raw(cut, 0, cut.length);
      }
      in.seek(end);
    }
    byte[] bytes = old.bytes();
    WasmSink out = new WasmSink().u32(count + bodies.size()).raw(bytes, 0, bytes.length);
    bodies.forEach(body -> out.u32(body.length).raw(body, 0, body.length));
    return out;
  }

  private byte @Nullable [] cut(int index, WasmReader in) {
    FunctionBody body = module.codeSection().getFunctionBody(index);
    FunctionType type = types.ofType(module.functionSection().getFunctionType(index));
    if (!isSuspicious(body, sizes)
        || !areSimple(body.localTypes())
        || !areSimple(type.params())
        || livenessBits(body, type) > MOST_LIVENESS_BITS) {
      return null;
    }
    skipLocals(in);
    Block function = BodyParser.parse(wasm, in, types, type.returns().size());
    if (function == null || function.weight() <= sizes.threshold()) {
      return null;
    }
    int before = bodies.size();
    SplitBody split = new SplitBody(this, type, body.localTypes());
    FunctionSplitter.split(function, split, sizes);
    if (bodies.size() == before) {
      return null;
    }
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
