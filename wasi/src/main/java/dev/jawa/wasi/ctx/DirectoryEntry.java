package dev.jawa.wasi.ctx;

/// One entry of a directory.
///
/// @param type of the entry itself, [FileType#UNKNOWN] where the file system does not say
public record DirectoryEntry(String name, FileType type, long inode) {}
