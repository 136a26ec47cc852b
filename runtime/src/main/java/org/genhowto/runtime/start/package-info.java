/**
 * What a process makes sure of before its workers begin, its name and that others answer, and how
 * they begin anew.
 */
@NullMarked
package org.genhowto.runtime.start;

import org.jspecify.annotations.NullMarked;
