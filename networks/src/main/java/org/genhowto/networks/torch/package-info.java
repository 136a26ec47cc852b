/** Scripts in the TorchScript dialect, their archives, and PyTorch itself. */
@NullMarked
package org.genhowto.networks.torch;

import org.jspecify.annotations.NullMarked;
