"""What the model looked at: four maps over patches and frames, from one forward pass with hooks."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import TimesformerForVideoClassification

VIEWS = ("class attention, last layer", "class attention, mean of layers", "rollout", "class contribution")


@dataclass
class Record:
    """Tensors of one forward pass, by layer.

    spatial (clips, frames, heads, 1 + patches, 1 + patches); temporal (clips, patches, heads, frames, frames);
    last_values: the values of the last spatial attention, (clips, frames, heads, 1 + patches, head width).
    """

    logits: Tensor
    last_class_token: Tensor
    spatial: list[Tensor]
    temporal: list[Tensor]
    last_values: Tensor


@torch.no_grad()
def record(model: TimesformerForVideoClassification, pixels: Tensor) -> Record:
    """Runs the model; transformers returns no temporal attention, so both kinds are read where they are made."""
    clips, frames = pixels.shape[:2]
    heads = model.config.num_attention_heads
    spatial: list[Tensor] = []
    temporal: list[Tensor] = []
    projected: list[Tensor] = []
    handles = []
    for layer in model.timesformer.encoder.layer:
        for attention, kept in ((layer.attention, spatial), (layer.temporal_attention, temporal)):
            handles.append(attention.attention.attn_drop.register_forward_hook(
                lambda _module, _inputs, output, kept=kept: kept.append(output)))
    last = model.timesformer.encoder.layer[-1]
    handles.append(last.attention.attention.qkv.register_forward_hook(
        lambda _module, _inputs, output: projected.append(output)))
    try:
        out = model(pixels, output_hidden_states=True)
    finally:
        for handle in handles:
            handle.remove()
    tokens = projected[0].shape[1]
    values = projected[0].view(clips, frames, tokens, 3, heads, -1)[:, :, :, 2].transpose(2, 3)
    return Record(
        logits=out.logits, last_class_token=out.hidden_states[-1][:, 0],
        spatial=[a.view(clips, frames, *a.shape[1:]) for a in spatial],
        temporal=[a.view(clips, -1, *a.shape[1:]) for a in temporal], last_values=values)


def rollout(spatial: list[Tensor], temporal: list[Tensor]) -> Tensor:
    """Attention rolled out through all layers from the class token to (clips, frames, patches).

    Carries one row instead of a matrix: in each layer, from the last to the first, spatial and then temporal
    attention, both averaged over heads and half identity. The class token is one token for all frames, and takes
    no part in temporal attention. The row's mass stays 1.
    """
    clips, frames, _, tokens, _ = spatial[0].shape
    row = torch.zeros(clips, frames, tokens)
    row[..., 0] = 1 / frames
    for s, t in zip(reversed(spatial), reversed(temporal)):
        row[..., 0] = row[..., 0].mean(1, keepdim=True)
        spread = (s.mean(2) + torch.eye(tokens)) / 2
        row = torch.einsum("btp,btpk->btk", row, spread)
        mixed = (t.mean(2) + torch.eye(frames)) / 2
        row = torch.cat([row[..., :1], torch.einsum("btk,bktq->bqk", row[..., 1:], mixed)], -1)
    return row[..., 1:]


def class_contribution(model: TimesformerForVideoClassification, seen: Record, labels: Tensor) -> Tensor:
    """Share of each patch in the logit of `labels` by the direct path of the last block, (clips, frames, patches).

    Exact for what the last spatial attention adds to the class token, with the final LayerNorm's scale held at its
    actual value; what the last block's MLP makes of it is left out.
    """
    last = model.timesformer.encoder.layer[-1]
    weighted = seen.spatial[-1][:, :, :, 0, :, None] * seen.last_values
    joined = weighted.permute(0, 1, 3, 2, 4).flatten(3)
    added = joined @ last.attention.output.dense.weight.T / joined.shape[1]
    norm = model.timesformer.layernorm
    scale = (seen.last_class_token.var(-1, unbiased=False) + norm.eps).rsqrt()
    centred = added - added.mean(-1, keepdim=True)
    direction = model.classifier.weight[labels] * norm.weight
    return (torch.einsum("btnd,bd->btn", centred, direction) * scale[:, None, None])[..., 1:].detach()


def views(model: TimesformerForVideoClassification, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Logits, and every view of VIEWS as (clips, frames, patches); the contribution is to the predicted class."""
    seen = record(model, pixels)
    rows = torch.stack([a.mean(2)[:, :, 0, 1:] for a in seen.spatial])
    contribution = class_contribution(model, seen, seen.logits.argmax(-1))
    return seen.logits, dict(zip(VIEWS, (rows[-1], rows.mean(0), rollout(seen.spatial, seen.temporal), contribution)))
