import { AppError } from '../../../shared/errors.ts';
import type { SourceOptions } from '../architecture.ts';
import { FLOAT32, type GraphPort, type GraphSummary } from '../onnx/ports.ts';

export type Axes = NonNullable<SourceOptions['axes']>;

const ALL_AXES: readonly Axes[] = ['btchw', 'bcthw', 'bthwc'];

/** The one video input, its lengths by axis; null for those that are free. */
export interface VideoInput {
  readonly name: string;
  readonly axes: Axes;
  readonly frames: number | null;
  readonly channels: number | null;
  readonly height: number | null;
  readonly width: number | null;
}

/**
 * The graph's one input, if it is a float32 video.
 *
 * @param asked the order of the axes, where a person or a manifest says.
 * @throws AppError 'model.unsupported' naming what the graph has instead, 'request.invalid' when the order has to be
 *   given or can't be as given.
 */
export function videoInput({ inputs }: GraphSummary, asked: Axes | undefined, path: string): VideoInput {
  const [port] = inputs;
  if (port === undefined || inputs.length !== 1 || port.dims?.length !== 5) {
    throw new AppError(
      'model.unsupported',
      `${path} is not a video classifier: it takes ${listed(inputs)}, not one input of five axes.`,
    );
  }
  if (port.elementType !== FLOAT32) {
    throw new AppError(
      'model.unsupported',
      `${path}: the input ${port.name} is not float32. Export the model in fp32.`,
    );
  }
  const axes = asked ?? guessAxes(port, path);
  const length = (axis: string) => {
    const value = port.dims![axes.indexOf(axis)]!;
    return typeof value === 'number' ? value : null;
  };
  const channels = length('c');
  if (channels !== null && channels !== 1 && channels !== 3) {
    throw new AppError(
      'request.invalid',
      `${path}: with axes ${axes} the input ${shapeText(port)} would have ${channels} channels; frames have 1 or 3.`,
    );
  }
  return { name: port.name, axes, frames: length('t'), channels, height: length('h'), width: length('w') };
}

/**
 * How many classes the graph's one output has; null where its length is free.
 *
 * @throws AppError 'model.unsupported' naming what the graph gives instead.
 */
export function classCount({ outputs }: GraphSummary, path: string): number | null {
  const port = outputs.length === 1 ? outputs[0] : outputs.find(({ name }) => name === 'logits');
  if (port?.dims?.length !== 2) {
    throw new AppError(
      'model.unsupported',
      `${path} is not a video classifier: it gives ${listed(outputs)}, not one output of logits (batch, classes).`,
    );
  }
  const classes = port.dims[1]!;
  return typeof classes === 'number' ? classes : null;
}

/** Only a channel axis has the length 1 or 3. */
function guessAxes(port: GraphPort, path: string): Axes {
  const candidates = ALL_AXES.filter((axes) => [1, 3].includes(Number(port.dims![axes.indexOf('c')])));
  if (candidates.length === 1) return candidates[0]!;
  throw new AppError(
    'request.invalid',
    `${path}: the input ${shapeText(port)} may be ${(candidates.length > 1 ? candidates : ALL_AXES).join(' or ')}. Say which with --axes.`,
  );
}

function listed(ports: readonly GraphPort[]): string {
  return ports.length === 0 ? 'nothing' : ports.map(shapeText).join(', ');
}

function shapeText({ name, dims }: GraphPort): string {
  return `${name} (${dims === null ? 'shape unknown' : dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')})`;
}
