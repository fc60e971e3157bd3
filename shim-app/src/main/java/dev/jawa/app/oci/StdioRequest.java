package dev.jawa.app.oci;

/// The standard streams that a client wants for a process.
///
/// @param stdin a FIFO's path, or empty for none
/// @param stdout a path or a log URI, or empty for none
/// @param stderr likewise; ignored with a terminal
/// @param terminal whether the process gets a terminal for them
public record StdioRequest(String stdin, String stdout, String stderr, boolean terminal) {}
