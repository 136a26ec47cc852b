# A tensor out of the bytes of a checkpoint file, wherever they lie and however they are strided.

# bytes (n,) uint8; kind PyTorch's number of the stored type; size and stride in elements -> a dense copy
def gather(self, bytes: Tensor, kind: int, size: List[int], stride: List[int]) -> Tensor:
    # Bytes may begin anywhere in memory, numbers may not: the copy begins where they may.
    numbers = torch.view_copy(bytes, dtype=kind)
    dense = torch.as_strided(numbers, size, stride, 0).contiguous()
    if kind == 5 or kind == 15:                       # float16, bfloat16
        dense = dense.to(dtype=6)                           # float32
    return dense
