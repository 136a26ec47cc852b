/** Features and statistics in the files of other tools: numpy's and safetensors. */
@NullMarked
package org.genhowto.evaluator.files;

import org.jspecify.annotations.NullMarked;
