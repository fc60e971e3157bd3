package dev.jawa.component.canon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.CopyBuffer;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.engine.Trap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Ranges of guests' memories that streams and futures copy between.
class GuestBufferTest {

  private final TestGuest from = new TestGuest();
  private final TestGuest to = new TestGuest();
  private final Codecs codecs = new Codecs(List.of());

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  private GuestBuffer buffer(TestGuest guest, ValType element, long pointer, long length) {
    return new GuestBuffer(
        GuestBuffer.Use.READ, guest.context(), codecs.streamElement(element), pointer, length);
  }

  @Test
  void copiesNumbersInPieces() {
    from.write(16, 1, 0, 2, 0, 3, 0);
    GuestBuffer source = buffer(from, Primitive.U16, 16, 3);
    GuestBuffer target = buffer(to, Primitive.U16, 32, 4);

    target.copyFrom(source, 2);
    target.copyFrom(source, 1);

    assertThat(to.read(32, 8)).containsExactly(1, 0, 2, 0, 3, 0, 0, 0);
    assertThat(source.remain()).isZero();
    assertThat(target.progress()).isEqualTo(3);
    assertThat(target.remain()).isEqualTo(1);
  }

  @Test
  void copiesStringsFromOneEncodingToAnother() {
    from.write(8, 64, 0, 0, 0, 3, 0, 0, 0).write(64, 'h', 0xC3, 0xB6);
    ElementType strings = codecs.streamElement(Primitive.STRING);
    GuestBuffer source = new GuestBuffer(GuestBuffer.Use.WRITE, from.context(), strings, 8, 1);
    LiftLowerContext utf16 = to.context(StringEncoding.UTF16, new Peer.Host());
    GuestBuffer target = new GuestBuffer(GuestBuffer.Use.READ, utf16, strings, 16, 1);

    target.copyFrom(source, 1);

    assertThat(to.reallocs).containsExactly("0 -> 6 align 2", "6 -> 4 align 2");
    assertThat(codecs.of(Primitive.STRING).load(utf16, 16)).isEqualTo("h\u00F6");
  }

  @Test
  void givesTheHostAnArrayAndTakesOne() {
    from.write(0, 5, 6, 7);
    GuestBuffer source = buffer(from, Primitive.U8, 0, 3);
    assertThat((byte[]) source.read(2)).containsExactly(5, 6);
    GuestBuffer target = buffer(to, Primitive.U8, 9, 3);
    target.write(new byte[] {1, 2}, 2);
    target.write(new byte[] {3}, 1);
    assertThat(to.read(9, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void countsValuesWithoutContent() {
    GuestBuffer source = buffer(from, null, 0xFFFF_FFFFL, 5);
    GuestBuffer target = buffer(to, null, 0, 3);
    target.copyFrom(source, 3);
    assertThat(source.remain()).isEqualTo(2);
    assertThat(target.remain()).isZero();
  }

  @Test
  void refusesARangeThatIsNotTheGuests() {
    assertTraps(() -> buffer(from, Primitive.U32, 2, 1), "unaligned pointer");
    assertTraps(() -> buffer(from, Primitive.U32, 65532, 2), "out of bounds");
    assertTraps(() -> buffer(from, Primitive.U8, 0, CopyBuffer.MAX_LENGTH + 1L), "count too large");
    assertThat(buffer(from, Primitive.U32, 3, 0).isZeroLength()).isTrue();
  }

  private static void assertTraps(Runnable action, String words) {
    assertThatThrownBy(action::run).isInstanceOf(Trap.class).hasMessageContaining(words);
  }

  @Test
  void namesTheSameTypeInTwoComponentsOnlyIfTheResourcesAreTheSame() {
    ResourceType here = new ResourceType("here");
    ResourceType there = new ResourceType("there");
    RuntimeResource.OfGuest one = new RuntimeResource.OfGuest(from.instance, null);
    RuntimeResource.OfGuest other = new RuntimeResource.OfGuest(from.instance, null);
    from.instance.bindResource(0, one);
    to.instance.bindResource(0, one);
    ElementType exporter = new Codecs(List.of(here)).streamElement(list(here));
    ElementType importer = new Codecs(List.of(there)).streamElement(list(there));

    assertThat(exporter.in(from.instance)).isEqualTo(importer.in(to.instance));
    to.instance.bindResource(0, other);
    assertThat(exporter.in(from.instance)).isNotEqualTo(importer.in(to.instance));
  }

  private static ValType list(ResourceType resource) {
    return new ValType.ListType(new ValType.OptionType(new ValType.OwnType(resource)));
  }
}
