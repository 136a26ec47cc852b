/**
 * Scripted networks on DJL, checkpoints, CLIP and what else two rooms share.
 *
 * <p>A network is a {@link org.genhowto.networks.torch.Script} (a resource in the TorchScript
 * dialect that reads like the paper), its numbers from the checkpoint's {@code config.json}, and a
 * bank of {@link org.genhowto.networks.checkpoint.Weights} under the checkpoint's own names. {@link
 * org.genhowto.networks.model.ScriptedNetwork} puts them together and calls methods by name; a
 * {@link org.genhowto.networks.model.Training} changes the weights as a {@link
 * org.genhowto.networks.model.Recipe} says, and a {@link org.genhowto.networks.model.TrainingLoop}
 * takes it to its end over as many starts as it needs.
 *
 * <p>The dialect: plain functions with typed arguments, {@code self.w[name]} for a weight, {@code
 * self.number} for an attribute, {@code torch.op} for every operator that PyTorch knows under
 * {@code aten}, types of numbers as integers (6 is float32, 4 is int64), no slices of lists of
 * tensors that are then changed in place. {@code blocks.ts.py} holds what all scripts may call.
 *
 * <p>Ownership: results of a call belong to the manager of the first input, so a caller that gives
 * inputs of its own sub-manager gives everything back by closing it. Weights belong to their bank.
 */
@NullMarked
package org.genhowto.networks.model;

import org.jspecify.annotations.NullMarked;
