/** Networks with their weights, how they are found in folders, and how they are trained. */
@NullMarked
package org.genhowto.networks.model;

import org.jspecify.annotations.NullMarked;
