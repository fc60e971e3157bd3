/// `wasi:config`: the variables that whoever starts a guest has set for it.
@NullMarked
package dev.jawa.wasi.p2.config;

import org.jspecify.annotations.NullMarked;
