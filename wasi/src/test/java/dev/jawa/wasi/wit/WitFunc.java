package dev.jawa.wasi.wit;

import java.util.List;

/// A function as the text says it; the result is `null` if there is none.
public record WitFunc(List<WitType.Labelled> params, WitType result) {}
