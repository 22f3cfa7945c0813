import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BadInput, changeJson, soundCheckpoint } from './case.ts';

const convert = (dir: string): string[] => ['convert', join(dir, 'model'), '--out', join(dir, 'out')];

/** A sound checkpoint with some fields of config.json replaced. */
function config(
  name: string,
  change: Readonly<Record<string, unknown>>,
  code: BadInput['code'],
  message: string,
): BadInput {
  return {
    name,
    make: (dir) => changeJson(join(soundCheckpoint(dir), 'config.json'), change),
    args: convert,
    code,
    message,
  };
}

/** The same for preprocessor_config.json. */
function preprocessor(name: string, change: Readonly<Record<string, unknown>>, message: string): BadInput {
  return {
    name,
    make: (dir) => changeJson(join(soundCheckpoint(dir), 'preprocessor_config.json'), change),
    args: convert,
    code: 'config.invalid',
    message,
  };
}

export const badConfigs: readonly BadInput[] = [
  {
    name: 'config.json is not JSON',
    make: (dir) => writeFileSync(join(soundCheckpoint(dir), 'config.json'), '{"model_type": '),
    args: convert,
    code: 'config.invalid',
    message: 'DIR/model/config.json is not valid JSON: Unexpected end of JSON input.',
  },
  config(
    'another model',
    { model_type: 'vivit' },
    'model.unsupported',
    'DIR/model/config.json describes a model of type "vivit"; checkpoints are read of type "timesformer". Export other video classifiers to ONNX and convert that file.',
  ),
  config(
    'an activation nobody knows',
    { hidden_act: 'gelupe' },
    'config.invalid',
    'DIR/model/config.json: hidden_act is "gelupe"; it takes one of gelu, gelu_10, gelu_accurate, gelu_fast, gelu_new, gelu_python, gelu_python_tanh, gelu_pytorch_tanh, hardswish, laplace, leaky_relu, linear, mish, prelu, quick_gelu, relu, relu2, relu6, selu, sigmoid, silu, sqrtsoftplus, swish, tanh, xielu.',
  ),
  config(
    'a list for the image size',
    { image_size: [8, 8] },
    'config.invalid',
    "DIR/model/config.json: image_size is [8,8]; a list is not supported, as transformers can't run one either. Give one number.",
  ),
  config(
    'text for a number',
    { num_frames: 'eight' },
    'config.invalid',
    'DIR/model/config.json: num_frames is "eight"; it takes a whole number from 1 to 1000000.',
  ),
  config(
    'no frames',
    { num_frames: 0 },
    'config.invalid',
    'DIR/model/config.json: num_frames is 0; it takes a whole number from 1 to 1000000.',
  ),
  config(
    'a patch larger than the image',
    { patch_size: 16 },
    'config.invalid',
    'DIR/model/config.json: patch_size 16 is larger than image_size 8.',
  ),
  config(
    'heads that do not divide',
    { num_attention_heads: 3 },
    'config.invalid',
    "DIR/model/config.json: hidden_size 8 can't be divided among num_attention_heads 3.",
  ),
  config(
    'an attention type nobody knows',
    { attention_type: 'axial' },
    'config.invalid',
    'DIR/model/config.json: attention_type is "axial"; it takes one of divided_space_time, joint_space_time, space_only.',
  ),
  config(
    'a negative epsilon',
    { layer_norm_eps: -1 },
    'config.invalid',
    'DIR/model/config.json: layer_norm_eps is -1; it takes a number above 0.',
  ),
  config(
    'fewer labels than classes',
    { id2label: { 0: 'left', 1: 'right' } },
    'checkpoint.mismatch',
    "DIR/model/model.safetensors doesn't fit its configuration. It disagrees in shape: classifier.weight is [3,8], not [2,8], classifier.bias is [3], not [2].",
  ),
  config(
    'label numbers with a gap',
    { id2label: { 0: 'left', 1: 'right', 5: 'still' } },
    'config.invalid',
    'DIR/model/config.json: id2label has 3 entries but none for class 2.',
  ),
  config(
    'a problem type nobody knows',
    { problem_type: 'ranking' },
    'config.invalid',
    'DIR/model/config.json: problem_type is "ranking"; it takes single_label_classification, multi_label_classification, regression or null.',
  ),
  config(
    'one layer more than the weights have',
    { num_hidden_layers: 2 },
    'checkpoint.mismatch',
    "DIR/model/model.safetensors doesn't fit its configuration. It lacks timesformer.encoder.layer.1.attention.attention.qkv.weight, timesformer.encoder.layer.1.attention.attention.qkv.bias, timesformer.encoder.layer.1.attention.output.dense.weight, timesformer.encoder.layer.1.attention.output.dense.bias, timesformer.encoder.layer.1.temporal_attention.attention.qkv.weight, timesformer.encoder.layer.1.temporal_attention.attention.qkv.bias, timesformer.encoder.layer.1.temporal_attention.output.dense.weight, timesformer.encoder.layer.1.temporal_attention.output.dense.bias, timesformer.encoder.layer.1.temporal_layernorm.weight, timesformer.encoder.layer.1.temporal_layernorm.bias, timesformer.encoder.layer.1.temporal_dense.weight, timesformer.encoder.layer.1.temporal_dense.bias, timesformer.encoder.layer.1.layernorm_before.weight, timesformer.encoder.layer.1.layernorm_before.bias, timesformer.encoder.layer.1.layernorm_after.weight, timesformer.encoder.layer.1.layernorm_after.bias, timesformer.encoder.layer.1.intermediate.dense.weight, timesformer.encoder.layer.1.intermediate.dense.bias, timesformer.encoder.layer.1.output.dense.weight, timesformer.encoder.layer.1.output.dense.bias.",
  ),
  config(
    'another width than the weights have',
    { hidden_size: 16 },
    'checkpoint.mismatch',
    "DIR/model/model.safetensors doesn't fit its configuration. It disagrees in shape: timesformer.embeddings.cls_token is [1,1,8], not [1,1,16], timesformer.embeddings.position_embeddings is [1,5,8], not [1,5,16], timesformer.embeddings.patch_embeddings.projection.weight is [8,3,4,4], not [16,3,4,4], timesformer.embeddings.patch_embeddings.projection.bias is [8], not [16], timesformer.embeddings.time_embeddings is [1,2,8], not [1,2,16], timesformer.encoder.layer.0.attention.attention.qkv.weight is [24,8], not [48,16], timesformer.encoder.layer.0.attention.attention.qkv.bias is [24], not [48], timesformer.encoder.layer.0.attention.output.dense.weight is [8,8], not [16,16], timesformer.encoder.layer.0.attention.output.dense.bias is [8], not [16], timesformer.encoder.layer.0.temporal_attention.attention.qkv.weight is [24,8], not [48,16], timesformer.encoder.layer.0.temporal_attention.attention.qkv.bias is [24], not [48], timesformer.encoder.layer.0.temporal_attention.output.dense.weight is [8,8], not [16,16], timesformer.encoder.layer.0.temporal_attention.output.dense.bias is [8], not [16], timesformer.encoder.layer.0.temporal_layernorm.weight is [8], not [16], timesformer.encoder.layer.0.temporal_layernorm.bias is [8], not [16], timesformer.encoder.layer.0.temporal_dense.weight is [8,8], not [16,16], timesformer.encoder.layer.0.temporal_dense.bias is [8], not [16], timesformer.encoder.layer.0.layernorm_before.weight is [8], not [16], timesformer.encoder.layer.0.layernorm_before.bias is [8], not [16], timesformer.encoder.layer.0.layernorm_after.weight is [8], not [16] and 7 more.",
  ),
  preprocessor(
    'bicubic resampling',
    { resample: 3 },
    'DIR/model/preprocessor_config.json: resample is 3; it takes 2 (bilinear).',
  ),
  preprocessor(
    'two means for three channels',
    { image_mean: [0.5, 0.5] },
    'DIR/model/preprocessor_config.json: image_mean is [0.5,0.5] and image_std [0.225,0.225,0.225]; they take one value a channel, those of image_std above 0.',
  ),
  preprocessor(
    'a standard deviation of zero',
    { image_std: [0, 1, 1] },
    'DIR/model/preprocessor_config.json: image_mean is [0.45,0.45,0.45] and image_std [0,1,1]; they take one value a channel, those of image_std above 0.',
  ),
  preprocessor(
    'a crop by edges',
    { crop_size: { shortest_edge: 8 } },
    'DIR/model/preprocessor_config.json: crop_size is {"shortest_edge":8}; it takes {"height": N, "width": N} or N, with N from 1 to 16384.',
  ),
  preprocessor(
    'a crop without a height',
    { crop_size: { width: 8 } },
    'DIR/model/preprocessor_config.json: crop_size is {"width":8}; it takes {"height": N, "width": N} or N, with N from 1 to 16384.',
  ),
];
