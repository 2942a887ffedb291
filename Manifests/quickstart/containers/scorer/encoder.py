"""all-MiniLM-L6-v2: sentences to unit vectors of 384 numbers, with nothing but NumPy."""

import json
import math
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer


class Encoder:
    """A BERT encoder with mean pooling, as sentence-transformers runs this model."""

    def __init__(self, directory: Path):
        config = json.loads((directory / "config.json").read_text())
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.epsilon = config["layer_norm_eps"]
        self.weights = load_file(directory / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.enable_truncation(256)
        self.tokenizer.enable_padding(pad_id=config["pad_token_id"])

    def encode(self, sentences: list[str]) -> np.ndarray:
        """Returns one unit vector a sentence."""
        encodings = self.tokenizer.encode_batch(sentences)
        ids = np.array([encoding.ids for encoding in encodings])
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.float32)

        hidden = self._embed(ids)
        # Added to the attention scores: what is padding gets no attention.
        bias = ((1.0 - mask) * -1e9)[:, None, None, :]
        for index in range(self.layers):
            hidden = self._layer(f"encoder.layer.{index}", hidden, bias)

        mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _embed(self, ids: np.ndarray) -> np.ndarray:
        words = self.weights["embeddings.word_embeddings.weight"][ids]
        positions = self.weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        types = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self._norm("embeddings.LayerNorm", words + positions + types)

    def _layer(self, name: str, hidden: np.ndarray, bias: np.ndarray) -> np.ndarray:
        def split(array: np.ndarray) -> np.ndarray:
            batch, length, width = array.shape
            return array.reshape(batch, length, self.heads, width // self.heads).transpose(0, 2, 1, 3)

        query, key, value = (split(self._dense(f"{name}.attention.self.{part}", hidden))
                             for part in ("query", "key", "value"))
        attention = _softmax(query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1]) + bias)
        context = (attention @ value).transpose(0, 2, 1, 3).reshape(hidden.shape)
        context = self._dense(f"{name}.attention.output.dense", context)
        hidden = self._norm(f"{name}.attention.output.LayerNorm", hidden + context)

        wide = _gelu(self._dense(f"{name}.intermediate.dense", hidden))
        return self._norm(f"{name}.output.LayerNorm", hidden + self._dense(f"{name}.output.dense", wide))

    def _dense(self, name: str, array: np.ndarray) -> np.ndarray:
        return array @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, name: str, array: np.ndarray) -> np.ndarray:
        centred = array - array.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.epsilon)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def _softmax(array: np.ndarray) -> np.ndarray:
    exponentials = np.exp(array - array.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def _gelu(array: np.ndarray) -> np.ndarray:
    # The usual approximation by tanh; NumPy has no erf. It moves scores by less than 0.001.
    return 0.5 * array * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (array + 0.044715 * array**3)))
