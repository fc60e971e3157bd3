package dev.jawa.component.canon;

import dev.jawa.component.value.Variant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Variants.
final class VariantCodec extends CasesCodec {

  /// The values without payload, made once.
  private final Variant[] bare;

  VariantCodec(List<? extends @Nullable Codec> payloads) {
    super(payloads);
    this.bare = IntStream.range(0, payloads.size()).mapToObj(Variant::of).toArray(Variant[]::new);
  }

  @Override
  int caseOf(Object value) {
    int index = ((Variant) value).caseIndex();
    if (index < 0 || index >= bare.length) {
      throw new IllegalArgumentException(
          "the host gave case %d of a variant with %d".formatted(index, bare.length));
    }
    return index;
  }

  @Override
  @Nullable Object payloadOf(Object value) {
    return ((Variant) value).payload();
  }

  @Override
  Object make(int caseIndex, @Nullable Object payload) {
    return payload == null ? bare[caseIndex] : new Variant(caseIndex, payload);
  }
}
