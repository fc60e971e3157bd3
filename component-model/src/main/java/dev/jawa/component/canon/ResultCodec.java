package dev.jawa.component.canon;

import dev.jawa.component.value.Result;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Results.
final class ResultCodec extends CasesCodec {

  ResultCodec(@Nullable Codec ok, @Nullable Codec err) {
    super(Arrays.asList(ok, err));
  }

  @Override
  int caseOf(Object value) {
    return switch ((Result) value) {
      case Result.Ok _ -> 0;
      case Result.Err _ -> 1;
    };
  }

  @Override
  @Nullable Object payloadOf(Object value) {
    return switch ((Result) value) {
      case Result.Ok(Object ok) -> ok;
      case Result.Err(Object err) -> err;
    };
  }

  @Override
  Object make(int caseIndex, @Nullable Object payload) {
    if (payload == null) {
      return caseIndex == 0 ? Result.OK : Result.ERR;
    }
    return caseIndex == 0 ? Result.ok(payload) : Result.err(payload);
  }
}
