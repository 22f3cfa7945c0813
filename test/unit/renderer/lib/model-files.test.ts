import { describe, expect, test } from 'vitest';
import { modelFiles } from '../../../../src-renderer/lib/model-files.ts';

describe('the files that make a model', () => {
  test.each([
    [
      'Hugging Face’s form, without states of its training and second copies of the weights',
      ['model.safetensors', 'pytorch_model.bin', 'optimizer.pt', 'training_args.bin', 'config.json', '.gitattributes'],
      ['config.json', 'model.safetensors'],
    ],
    [
      'weights in parts',
      ['model-1.safetensors', 'model-2.safetensors', 'model.safetensors.index.json', 'config.json', 'README.md'],
      ['model.safetensors.index.json', 'config.json', 'README.md', 'model-1.safetensors', 'model-2.safetensors'],
    ],
    ['pickled weights', ['pytorch_model.bin', 'config.json'], ['config.json', 'pytorch_model.bin']],
    [
      'a converted one',
      ['predict.onnx', 'inspect.onnx', 'weights.safetensors', 'manifest.json', 'notes.docx'],
      ['manifest.json', 'predict.onnx', 'inspect.onnx', 'weights.safetensors'],
    ],
    ['a checkpoint with names', ['labels.txt', 'k400.pyth', 'cam.eaf'], ['labels.txt', 'k400.pyth']],
    ['a graph with its weights', ['net.onnx', 'net.onnx.data'], ['net.onnx.data', 'net.onnx']],
  ])('%s', (_, names, files) => {
    expect(modelFiles(names)).toEqual(files);
  });

  test.each([
    ['several checkpoints', ['a.pyth', 'b.pyth', 'labels.txt']],
    ['a configuration alone', ['config.json', 'README.md']],
    ['a checkpoint among videos', ['day 1.mp4', 'best.pt']],
    ['annotations', ['cam.json', 'labels.json']],
    ['a file that is hidden', ['.cache.onnx']],
  ])('%s are none', (_, names) => {
    expect(modelFiles(names)).toEqual([]);
  });
});
