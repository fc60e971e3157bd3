package dev.jawa.component.canon;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Options.
final class OptionCodec extends CasesCodec {

  OptionCodec(Codec some) {
    super(Arrays.asList(null, some));
  }

  @Override
  int caseOf(Object value) {
    return ((Optional<?>) value).isPresent() ? 1 : 0;
  }

  @Override
  @Nullable Object payloadOf(Object value) {
    return ((Optional<?>) value).get();
  }

  @Override
  Object make(int caseIndex, @Nullable Object payload) {
    return Optional.ofNullable(payload);
  }
}
