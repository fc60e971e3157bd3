package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which core values a component value becomes. Lists stop a little above what can be passed, so
/// that a long fixed-length list costs nothing. Spec: `CanonicalABI.md`, flattening.
final class Flattening {

  static final int MAX_FLAT_PARAMS = 16;
  static final int MAX_FLAT_ASYNC_PARAMS = 4;
  static final int MAX_FLAT_RESULTS = 1;

  /// A list of this length means: too many.
  static final int MANY = MAX_FLAT_PARAMS + 1;

  /// What handles, flags, enums and most numbers become.
  static final List<CoreValType> I32 = List.of(CoreValType.I32);

  /// What strings and lists become: a pointer and a length.
  static final List<CoreValType> RANGE = List.of(CoreValType.I32, CoreValType.I32);

  private Flattening() {}

  /// Parts one after the other.
  static List<CoreValType> sequence(List<? extends Codec> parts) {
    List<CoreValType> flat = new ArrayList<>();
    for (Codec part : parts) {
      if (flat.size() >= MANY) {
        break;
      }
      flat.addAll(part.flatTypes());
    }
    return cut(flat);
  }

  /// The same part several times.
  static List<CoreValType> repeated(Codec part, int times) {
    List<CoreValType> flat = new ArrayList<>();
    for (int i = 0; i < times && flat.size() < MANY; i++) {
      flat.addAll(part.flatTypes());
    }
    return cut(flat);
  }

  /// A discriminant and room for any of the payloads.
  static List<CoreValType> cases(List<? extends @Nullable Codec> payloads) {
    List<CoreValType> flat = new ArrayList<>(I32);
    for (Codec payload : payloads) {
      if (payload != null) {
        join(flat, payload.flatTypes());
      }
    }
    return cut(flat);
  }

  private static void join(List<CoreValType> flat, List<CoreValType> payload) {
    for (int i = 0; i < payload.size(); i++) {
      if (i + 1 < flat.size()) {
        flat.set(i + 1, join(flat.get(i + 1), payload.get(i)));
      } else {
        flat.add(payload.get(i));
      }
    }
  }

  private static CoreValType join(CoreValType a, CoreValType b) {
    if (a == b) {
      return a;
    }
    return is32(a) && is32(b) ? CoreValType.I32 : CoreValType.I64;
  }

  private static boolean is32(CoreValType type) {
    return type == CoreValType.I32 || type == CoreValType.F32;
  }

  private static List<CoreValType> cut(List<CoreValType> flat) {
    return List.copyOf(flat.subList(0, Math.min(MANY, flat.size())));
  }
}
