package dev.jawa.component.ast;

/// A reference into one of the index spaces.
public record SortIndex(Sort sort, int index) {}
