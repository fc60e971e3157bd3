package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedLoanTest {

  private final AtomicInteger back = new AtomicInteger();
  private final LentBuffer whole =
      new LentBuffer(
          ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 9}).position(1).limit(5),
          back::incrementAndGet);
  private final SharedLoan loan = new SharedLoan(whole);

  @Test
  void goesBackOnceWithTheLastPart() {
    LentBuffer first = loan.next(3);
    LentBuffer last = loan.next(1);
    assertThat(loan.remaining()).isZero();
    loan.close();
    last.giveBack().run();
    assertThat(back).hasValue(0);
    assertThat(first.toArray()).containsExactly(1, 2, 3);
    assertThat(back).hasValue(1);
  }

  @Test
  void goesBackWhenNobodyWantsTheRest() {
    assertThat(loan.next(1).toArray()).containsExactly(1);
    assertThat(back).hasValue(0);
    loan.close();
    assertThat(back).hasValue(1);
  }

  @Test
  void makesAnArrayOfAPartOnly() {
    LentBuffer part = LentBuffer.own(new byte[] {1, 2, 3}, 2);
    assertThat(part.toArray()).containsExactly(1, 2);
    byte[] mine = {1, 2};
    assertThat(LentBuffer.own(mine).toArray()).isSameAs(mine);
  }
}
