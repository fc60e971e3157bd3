/// The same guest on several engines, side by side: [Contest] runs it on one and writes down what
/// can be seen of it ([Facts]), [Duel] compares.
///
/// All get the same clock, the same randomness and the same input, so that only the engines differ.
@NullMarked
package dev.jawa.app.duel;

import org.jspecify.annotations.NullMarked;
