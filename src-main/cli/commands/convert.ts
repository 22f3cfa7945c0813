import { type Conversion, convert } from '../../core/services/models/conversion.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command } from '../command.ts';
import { choiceOption, flagOption, numberOption, textOption } from '../options.ts';

export const convertCommand: Command = {
  name: 'convert',
  usage: 'convert <dir|file|onnx> [--out DIR] [--force] [--precision fp32|fp16|int8] …',
  summary: 'Turn a checkpoint or an ONNX file into a model folder',
  options: {
    out: { type: 'string', value: 'DIR', help: "folder to write (default: the source's name among your models)" },
    force: { type: 'boolean', help: 'replace a model folder that is there' },
    precision: { type: 'string', value: 'P', help: 'fp32 (default), fp16, or int8: fast, for prediction only' },
    labels: { type: 'string', value: 'FILE', help: 'class names: one a line, or JSON' },
    'num-frames': {
      type: 'string',
      value: 'N',
      help: 'frames of a clip, where the source does not say or should differ',
    },
    'image-size': { type: 'string', value: 'N', help: 'height and width of the input in pixels' },
    'attention-type': {
      type: 'string',
      value: 'T',
      help: 'of an original file: divided_space_time, joint_space_time, space_only',
    },
    semantics: {
      type: 'string',
      value: 'S',
      help: 'other frame counts in divided models: huggingface (refuse) or original',
    },
    'channel-order': { type: 'string', value: 'O', help: 'rgb (default) or bgr' },
    preprocessor: { type: 'string', value: 'FILE', help: "a preprocessor_config.json in place of the source's" },
    resize: { type: 'string', value: 'R', help: "pil or torchvision: which of Hugging Face's two arithmetics" },
    axes: { type: 'string', value: 'A', help: 'of an ONNX input: btchw, bcthw or bthwc' },
    video: { type: 'string', value: 'FILE', help: 'int8: compare it with fp32 on this video (default: the sample)' },
    'no-check': { type: 'boolean', help: 'do not run the result to check it' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const { positionals, values, platform, signal } = context;
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) {
      throw wrongUse(convertCommand, 'Name one source.');
    }
    const conversion = await convert(
      path,
      {
        out: textOption(values, 'out'),
        force: flagOption(values, 'force'),
        precision: choiceOption(values, 'precision', ['fp32', 'fp16', 'int8']),
        labelsFile: textOption(values, 'labels'),
        numFrames: numberOption(values, 'num-frames', { min: 1, max: 10_000, integer: true }),
        imageSize: numberOption(values, 'image-size', { min: 1, max: 10_000, integer: true }),
        attentionType: choiceOption(values, 'attention-type', ['divided_space_time', 'joint_space_time', 'space_only']),
        semantics: choiceOption(values, 'semantics', ['huggingface', 'original']),
        channelOrder: choiceOption(values, 'channel-order', ['rgb', 'bgr']),
        preprocessorFile: textOption(values, 'preprocessor'),
        backend: choiceOption(values, 'resize', ['pil', 'torchvision']),
        axes: choiceOption(values, 'axes', ['btchw', 'bcthw', 'bthwc']),
        video: textOption(values, 'video'),
        check: !flagOption(values, 'no-check'),
        signal,
        onStep: (step) => context.note(`${path}: ${step}`),
      },
      platform,
    );
    for (const remark of conversion.notes) context.note(remark);
    show(context, conversion, () => textOf(conversion));
  },
};

function textOf({ folder, manifest, writeMs, checkMs }: Conversion): string {
  const { input, labels } = manifest;
  return [
    `${manifest.name}: ${manifest.architecture}, ${input.frames} frames of ${input.width} x ${input.height}, ` +
      `${labels.length} classes, ${manifest.precision}, written in ${seconds(writeMs)}; ${checkText(manifest)} (${seconds(checkMs)})`,
    folder,
  ].join('\n');
}

function checkText({ selfCheck, agreement }: Conversion['manifest']): string {
  if (selfCheck) return `logits of predict and inspect differ by ${selfCheck.maxLogitDifference.toExponential(1)}`;
  if (!agreement) return 'nothing to compare it with';
  const { video, windows, topAgreement, meanLogitDifference, maxLogitDifference, logitStd } = agreement;
  return (
    `first class as in fp32 in ${(100 * topAgreement).toFixed(0)} % of ${windows} windows of ${video}, logits differ by ` +
    `${meanLogitDifference.toFixed(3)} on average and ${maxLogitDifference.toFixed(3)} at most, at a spread of ${logitStd.toFixed(3)}`
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
