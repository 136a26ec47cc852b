# BLIP-2: what the queries saw of the image stands before the words of the language model.
# B images of side S, Q queries, T tokens, W width of the language model.

# pixels (B, 3, S, S) -> (B, Q, W)
def image_tokens(self, pixels: Tensor) -> Tensor:
    return self.linear(self.query_former(self.vision_tower(pixels)), "language_projection")

# image tokens (B, Q, W), tokens (B, T) from the start token on -> logits (B, Q + T, vocabulary) of what follows each
def all_logits(self, image: Tensor, tokens: Tensor) -> Tensor:
    x = torch.cat([image, self.token_embeddings(tokens)], 1)                          # (B, Q + T, W)
    return self.decoder(x, self.empty_past(x))[0]

# the same for the tokens alone: (B, T, vocabulary)
def teacher_forced(self, image: Tensor, tokens: Tensor) -> Tensor:
    return self.all_logits(image, tokens)[:, image.size(1):]

# Cross-entropy of each next token; a target of -100 does not count.
def loss(self, pixels: Tensor, tokens: Tensor, targets: Tensor) -> Tensor:
    logits = self.teacher_forced(self.image_tokens(pixels), tokens)
    return torch.cross_entropy_loss(logits.flatten(0, 1), targets.flatten(), None, 1, -100, 0.0)

# image tokens (1, Q, W), prompt (1, T) -> logits of what follows (1, vocabulary), past
def begin(self, image: Tensor, tokens: Tensor) -> List[Tensor]:
    x = torch.cat([image, self.token_embeddings(tokens)], 1)
    return self.last(self.decoder(x, self.empty_past(x)))

# past of the rows before, parents (R) among them, tokens (R, 1) -> logits of what follows (R, vocabulary), past
def proceed(self, past: Tensor, parents: Tensor, tokens: Tensor) -> List[Tensor]:
    return self.last(self.decoder(self.token_embeddings(tokens), past.index_select(1, parents)))

def last(self, decoded: List[Tensor]) -> List[Tensor]:
    return [decoded[0][:, -1], decoded[1]]
