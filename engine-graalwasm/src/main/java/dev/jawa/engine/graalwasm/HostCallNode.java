package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.jawa.engine.CoreFuncType;
import org.graalvm.wasm.WasmArguments;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmLanguage;

/// What guests call for an imported function of the host. One for each import of a module: which
/// host function it is depends on the instance, so that compiled code can be shared by all.
final class HostCallNode extends RootNode {

  private final int function;
  private final CoreFuncType type;

  HostCallNode(WasmLanguage language, int function, CoreFuncType type) {
    super(language);
    this.function = function;
    this.type = type;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return call(frame.getArguments());
  }

  /// Host code is not for Truffle to compile.
  @TruffleBoundary
  private Object call(Object[] arguments) {
    WasmInstance instance = WasmArguments.getModuleInstance(arguments);
    HostImport host = (HostImport) instance.functionInstance(function).getImportedFunction();
    return host.call(type, arguments);
  }

  @Override
  public String getName() {
    return "jawa:host";
  }
}
