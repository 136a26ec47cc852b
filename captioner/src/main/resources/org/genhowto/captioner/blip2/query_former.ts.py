# The Q-Former: learned queries that read the image through cross-attention, a BERT with post-norm.
# B images, Q queries of width C, M image tokens of width V.

def query_former(self, image: Tensor) -> Tensor:
    x = self.layer_norm(self.w["query_tokens"], "qformer.layernorm", self.query_eps)
    x = x.expand([image.size(0), -1, -1])                                             # (B, Q, C)
    for i in range(self.query_layers):
        name = "qformer.encoder.layer." + str(i)
        x = self.query_attention(x, x, name + ".attention")
        if i % self.cross_attention_frequency == 0:
            x = self.query_attention(x, image, name + ".crossattention")
        hidden = self.gelu(self.linear(x, name + ".intermediate_query.dense"))
        x = self.layer_norm(x + self.linear(hidden, name + ".output_query.dense"), name + ".output_query.LayerNorm", self.query_eps)
    return x

def query_attention(self, x: Tensor, source: Tensor, name: str) -> Tensor:
    q = self.linear(x, name + ".attention.query")                                     # (B, Q, C)
    k = self.linear(source, name + ".attention.key")                                  # (B, M, C)
    v = self.linear(source, name + ".attention.value")
    y = self.linear(self.attention(q, k, v, self.query_heads, False), name + ".output.dense")
    return self.layer_norm(x + y, name + ".output.LayerNorm", self.query_eps)
