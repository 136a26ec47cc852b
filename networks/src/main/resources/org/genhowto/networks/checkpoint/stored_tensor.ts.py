# A tensor out of the bytes of a checkpoint file, wherever they lie and however they are strided.

# bytes (n,) uint8; kind PyTorch's number of the stored type; size and stride in elements -> a dense copy
def gather(self, bytes: Tensor, kind: int, size: List[int], stride: List[int]) -> Tensor:
    # Bytes may begin anywhere in memory, numbers may not: the copy begins where they may.
    numbers = torch.view_copy(bytes, dtype=kind)
    dense = torch.as_strided(numbers, size, stride, 0).contiguous()
    if kind == 5 or kind == 15:                       # float16, bfloat16
        dense = dense.to(dtype=6)                           # float32
    return dense

# halves as bytes (n,) uint8, which become the numbers of a dense float32 tensor from its element start on
def widen(self, target: Tensor, start: int, bytes: Tensor, kind: int) -> int:
    numbers = torch.view_copy(bytes, dtype=kind)
    torch.narrow(target.view([-1]), 0, start, numbers.size(0)).copy_(numbers)
    return start
