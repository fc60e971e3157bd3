package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wasm.types.FunctionBody;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.testkit.WasmBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the compiler refuses when it is cut stays whole.
class CarefulSplitTest {

  private static final int FUNCTIONS = 7;

  /// Long enough to be cut.
  private static byte[] module() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    for (int i = 0; i < FUNCTIONS; i++) {
      wasm.func(
          type,
          List.of(I32),
          c -> {
            for (int n = 0; n < 1000; n++) {
              c.localGet(0).i32Const(n).op(0x6A).localSet(1);
            }
            c.localGet(1);
          });
    }
    return wasm.build();
  }

  /// What the functions were made into.
  private enum Form {
    WHOLE,
    CUT,
    STRIPPED
  }

  private static List<Form> forms(byte[] wasm) {
    FunctionBody[] bodies = ModuleDecoder.decode(wasm).wasm().codeSection().functionBodies();
    return List.of(bodies).subList(0, FUNCTIONS).stream()
        .map(body -> body.instructions().size())
        .map(size -> size > 2000 ? Form.WHOLE : size > 5 ? Form.CUT : Form.STRIPPED)
        .toList();
  }

  private static List<Form> compile(List<Integer> refused, Form form) {
    byte[] wasm = module();
    return CarefulSplit.compile(
        wasm,
        ModuleDecoder.decode(wasm).wasm(),
        SplitSizes.DEFAULT,
        split -> {
          List<Form> forms = forms(split);
          if (refused.stream().anyMatch(function -> forms.get(function) == form)) {
            throw new InvalidModuleException("refused");
          }
          return forms;
        });
  }

  @Test
  void cutsAllThatAreAccepted() {
    assertThat(compile(List.of(), Form.CUT)).hasSize(FUNCTIONS).containsOnly(Form.CUT);
  }

  @Test
  void leavesWholeWhatIsRefused() {
    assertThat(compile(List.of(1, 6), Form.CUT))
        .containsExactly(Form.CUT, Form.WHOLE, Form.CUT, Form.CUT, Form.CUT, Form.CUT, Form.WHOLE);
  }

  @Test
  void givesTheReasonForAModuleThatIsRefusedAsItIs() {
    assertThatThrownBy(
            () -> {
              byte[] wasm = module();
              CarefulSplit.compile(
                  wasm,
                  ModuleDecoder.decode(wasm).wasm(),
                  SplitSizes.DEFAULT,
                  split -> {
                    throw new InvalidModuleException(split == wasm ? "as it is" : "cut");
                  });
            })
        .isInstanceOf(InvalidModuleException.class)
        .hasMessage("as it is");
  }
}
