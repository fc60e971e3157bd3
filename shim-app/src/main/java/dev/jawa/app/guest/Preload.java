package dev.jawa.app.guest;

/// A module that another one imports from, as a user names it.
///
/// @param name what imports call it
/// @param file for messages
/// @param wasm a binary, it is hoped
@SuppressWarnings("ArrayRecordComponent") // from the file to the engine, never compared
public record Preload(String name, String file, byte[] wasm) {}
