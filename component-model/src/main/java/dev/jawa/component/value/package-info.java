/// Component values on the Java side: between two components, between a guest and a host function,
/// in test scripts.
///
/// | WIT type | Java |
/// |---|---|
/// | `bool` | `Boolean` |
/// | `s8` `u8` `s16` `u16` `s32` | `Integer` |
/// | `char` | `Integer`, a Unicode scalar value |
/// | `u32` | `Long`, 0 to 2^32-1 |
/// | `s64` `u64` | `Long`; a `u64` is its 64 bits |
/// | `f32` `f64` | `Float`, `Double` |
/// | `string` | `String` |
/// | `list<u8>` `list<s8>` | `byte[]`; see also `LentBytes`, `BorrowingFunc` |
/// | `list<u16>` `list<s16>` | `short[]` |
/// | `list<u32>` `list<s32>` | `int[]` |
/// | `list<u64>` `list<s64>` | `long[]` |
/// | `list<f32>`, `list<f64>` | `float[]`, `double[]` |
/// | any other `list<T>`, also of fixed length | `java.util.List<Object>` |
/// | `map<K, V>` | `java.util.List<Object>` of `Object[] {key, value}` |
/// | record, tuple | `Object[]` in the order of the fields |
/// | variant | [Variant] |
/// | enum | `Integer`, the index of the case |
/// | flags | `Integer`, bit N is label N |
/// | `option<T>` | `java.util.Optional<Object>` |
/// | `result<T, E>` | [Result] |
/// | `own<R>` `borrow<R>`, R of the host | the Java object itself |
/// | `own<R>` `borrow<R>`, R of a component | [GuestResource] |
/// | `stream<T>`, `future<T>` | `dev.jawa.component.host.ReadableStream`, `ReadableFuture` |
/// | `error-context` | `dev.jawa.component.runtime.ErrorContext` |
@NullMarked
package dev.jawa.component.value;

import org.jspecify.annotations.NullMarked;
