package dev.jawa.wast.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancellableTextTest {

  @Test
  void takesTheOptionOutWhereItStands() {
    CancellableText text =
        CancellableText.of(
            """
            (component $cancellable ;; (canon thread.yield cancellable)
              (import "canon thread.yield cancellable" (func))
              (core func (canon thread.yield))
              (canon waitable-set.wait (; why ;) cancellable (memory 0) (core func))
              (component (core func (canon thread.suspend cancellable)))
              (core func (canon subtask.cancel async)))
            """);

    assertThat(text.flags()).containsExactly(false, true, true);
    assertThat(text.text())
        .isEqualTo(
            """
            (component $cancellable ;; (canon thread.yield cancellable)
              (import "canon thread.yield cancellable" (func))
              (core func (canon thread.yield))
              (canon waitable-set.wait (; why ;)  (memory 0) (core func))
              (component (core func (canon thread.suspend )))
              (core func (canon subtask.cancel async)))
            """);
  }

  private static final String PREAMBLE = "0061736d0d000100";

  @ParameterizedTest
  @CsvSource({
    // thread.yield, waitable-set.wait of memory 300, waitable-set.poll
    "080a030c0020 00ac02210001, 080a030c0120 01ac02210101",
    // behind a lift with three options, a task.return of a string, a subtask.cancel
    "081404 0000 01 03 03000401 06 02 0973 0000 0601 0c00,"
        + " 081404 0000 01 03 03000401 06 02 0973 0000 0601 0c01",
    // in a nested component, behind a core module that looks like one
    "01080c000c000c000c00 040d 0061736d0d000100 0803012900,"
        + " 01080c000c000c000c00 040d 0061736d0d000100 0803012901"
  })
  void setsTheFlagsInTheBinary(String plain, String flagged) {
    HexFormat hex = HexFormat.of();
    byte[] component = hex.parseHex(PREAMBLE + plain.replace(" ", ""));
    int options = flagged.contains("ac02") ? 3 : 1;
    CancellableText text = new CancellableText("", Collections.nCopies(options, true));

    assertThat(text.flagged(component))
        .isEqualTo(hex.parseHex(PREAMBLE + flagged.replace(" ", "")));
  }

  @Test
  void givesUpOnABinaryThatIsNotOfTheText() {
    byte[] component = HexFormat.of().parseHex(PREAMBLE + "0803010c00");

    assertThat(new CancellableText("", List.of()).flagged(component)).isNull();
    assertThat(new CancellableText("", List.of(true, true)).flagged(component)).isNull();
  }
}
