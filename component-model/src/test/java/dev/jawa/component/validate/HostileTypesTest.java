package dev.jawa.component.validate;

import static dev.jawa.component.binary.ComponentBytes.externName;
import static dev.jawa.component.binary.ComponentBytes.leb;
import static dev.jawa.component.binary.ComponentBytes.typeIndex;
import static dev.jawa.component.binary.ComponentBytes.vec;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.jawa.component.binary.ComponentBytes;
import dev.jawa.component.binary.ComponentDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Small inputs that describe huge types.
class HostileTypesTest {

  private static void assertRefused(ComponentBytes component, String message) {
    byte[] bytes = component.bytes();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(
                    () -> ComponentValidator.validate(ComponentDecoder.decode(bytes), Gates.all()))
                .isInstanceOf(InvalidException.class)
                .hasMessageContaining(message));
  }

  private static String tupleOf(int index) {
    return "6f" + vec(typeIndex(index), typeIndex(index));
  }

  private static String listOf(int index) {
    return "70" + typeIndex(index);
  }

  @Test
  void refusesATypeThatDoublesAgainAndAgain() {
    List<String> types = new ArrayList<>(List.of("73"));
    for (int i = 0; i < 40; i++) {
      types.add(listOf(2 * i));
      types.add(tupleOf(2 * i + 1));
    }
    assertRefused(
        new ComponentBytes().types(types.toArray(String[]::new)), "effective type size exceeds");
  }

  @Test
  void refusesATypeThatNestsTooDeep() {
    List<String> types = new ArrayList<>(List.of("73"));
    for (int i = 0; i < 10_000; i++) {
      types.add(listOf(i));
    }
    assertRefused(
        new ComponentBytes().types(types.toArray(String[]::new)), "type nesting is too deep");
  }

  /// An instance type that exports the one before it twice or once.
  private static ComponentBytes instanceChain(int length, String... names) {
    List<String> types = new ArrayList<>(List.of("4200"));
    for (int i = 0; i < length; i++) {
      List<String> lines = new ArrayList<>();
      lines.add("02" + "030201" + leb(i));
      for (String name : names) {
        lines.add("04" + externName(name) + "0500");
      }
      types.add("42" + vec(lines.toArray(String[]::new)));
    }
    return new ComponentBytes().types(types.toArray(String[]::new));
  }

  @Test
  void refusesAnInstanceTypeThatDoublesAgainAndAgain() {
    assertRefused(instanceChain(60, "a", "b"), "effective type size exceeds");
  }

  @Test
  void refusesAnInstanceTypeThatNestsTooDeep() {
    assertRefused(instanceChain(5_000, "a"), "type nesting is too deep");
  }

  @Test
  void refusesTooMuchWorkInTotal() {
    List<String> types = new ArrayList<>(List.of("73"));
    for (int i = 0; i < 17; i++) {
      types.add(listOf(2 * i));
      types.add(tupleOf(2 * i + 1));
    }
    List<String> exports = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      exports.add(externName("x" + i) + "03" + leb(types.size() - 1) + "00");
    }
    assertRefused(
        new ComponentBytes()
            .types(types.toArray(String[]::new))
            .items(11, exports.toArray(String[]::new)),
        "effective size of all types exceeds");
  }
}
