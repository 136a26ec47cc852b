/** The paper's evaluation, offline: lists, protocol, tables. */
@NullMarked
package org.genhowto.evaluator.protocol;

import org.jspecify.annotations.NullMarked;
