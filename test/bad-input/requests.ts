import { join } from 'node:path';
import { type BadInput, demoModel, sampleVideo, writeText } from './case.ts';

const model = ['--model', demoModel];

/** A command line that is wrong in itself. */
function request(
  name: string,
  args: readonly string[],
  message: string,
  code: BadInput['code'] = 'request.invalid',
): BadInput {
  return { name, args: () => [...args], code, message };
}

/** An inspection of the sample video that asks for what is not there. */
function inspection(name: string, options: readonly string[], message: string): BadInput {
  return {
    name,
    args: (dir) => ['inspect', sampleVideo, ...model, '--out', join(dir, 'out'), ...options],
    code: 'request.invalid',
    message,
  };
}

/** An evaluation of a list with the given text. */
function list(name: string, text: string, message: string, code: BadInput['code'] = 'request.invalid'): BadInput {
  return {
    name,
    make: (dir) => void writeText(dir, 'clips.csv', text),
    args: (dir) => ['evaluate', join(dir, 'clips.csv'), ...model],
    code,
    message,
  };
}

export const badRequests: readonly BadInput[] = [
  request(
    'a command nobody knows',
    ['analyse'],
    'No command is called "analyse". Known: analyze, project, labels, segments, queue, stats, agreement, export, import, serve, inspect, evaluate, convert, models, doctor.',
  ),
  request(
    'an option nobody knows',
    ['analyze', sampleVideo, '--modle', 'x'],
    "Unknown option '--modle'. Usage: timeloupe analyze <video…|folder> [--model DIR] [--project FILE] [options]",
  ),
  request(
    'an option without its value',
    ['analyze', sampleVideo, '--model'],
    "Option '--model <value>' argument missing. Usage: timeloupe analyze <video…|folder> [--model DIR] [--project FILE] [options]",
  ),
  request(
    'no video',
    ['analyze', ...model],
    'Name a video. Usage: timeloupe analyze <video…|folder> [--model DIR] [--project FILE] [options]',
  ),
  request(
    'a stride of zero',
    ['analyze', sampleVideo, ...model, '--stride', '0'],
    '--stride is "0"; it takes a whole number, 1 or more.',
  ),
  request(
    'a rate that is no number',
    ['analyze', sampleVideo, ...model, '--rate', 'fast'],
    '--rate is "fast"; it takes a whole number, 1 or more.',
  ),
  request(
    'a rate and a frame rate',
    ['analyze', sampleVideo, ...model, '--rate', '2', '--fps', '5'],
    'The sampling is given as --rate and as --fps; give one of them.',
  ),
  request(
    'a provider nobody knows',
    ['analyze', sampleVideo, ...model, '--provider', 'tpu'],
    '--provider is "tpu"; it takes one of auto, cuda, dml, coreml, webgpu, cpu.',
  ),
  request(
    'a threshold above one',
    ['analyze', sampleVideo, ...model, '--threshold', '1.5'],
    'The threshold is 1.5; scores of this model lie between 0 and 1.',
  ),
  request(
    'a batch of many',
    ['analyze', sampleVideo, ...model, '--batch', 'many'],
    '--batch is "many"; it takes a whole number, 1 or more.',
  ),
  inspection('a frame beyond the end', ['--frame', '9999999'], 'There is no frame 9999999: SAMPLE has 1500, from 0.'),
  inspection('neither frame nor time', [], 'Say where to look, with --frame N or --time S, one of them.'),
  inspection(
    'a layer the model lacks',
    ['--frame', '10', '--layer', '99'],
    'There is no layer 99: this model has 4, counted 0 to 3.',
  ),
  inspection(
    'a head the model lacks',
    ['--frame', '10', '--head', '99'],
    'There is no head 99: this model has 4, counted 0 to 3.',
  ),
  inspection(
    'a patch outside the picture',
    ['--frame', '10', '--query', '99,0'],
    'There is no patch x 99: this model has 8, counted 0 to 7.',
  ),
  inspection(
    'a class the model lacks',
    ['--frame', '10', '--kind', 'contribution', '--class', 'yodelling'],
    'The model has no class "yodelling". It has still, move left, move right, move up, move down, … (12 classes).',
  ),
  request(
    'a list that is not there',
    ['evaluate', 'no-such-list.csv', ...model],
    'no-such-list.csv does not exist; check the path.',
  ),
  list(
    'a list without labels',
    'path\nclip.mp4\n',
    'Line 1 of DIR/clips.csv must name the columns, among them "path" and "label".',
  ),
  list(
    'a list with a label the model lacks',
    `path,label\n${sampleVideo},yodelling\n`,
    'Line 2 of DIR/clips.csv has the label "yodelling", which the model doesn\'t know; it knows still, move left, move right, move up, move down, grow, shrink, turn clockwise, turn counter-clockwise, appear, vanish, bounce.',
  ),
  list('an empty list', '', 'Line 1 of DIR/clips.csv must name the columns, among them "path" and "label".'),
  request(
    'a hub id with tricks',
    ['models', 'get', '../../etc/passwd'],
    '"../../etc/passwd" is not a hub id. Write it as "namespace/name", e.g. facebook/timesformer-base-finetuned-k400.',
  ),
  request(
    'a bundled model to be removed',
    ['models', 'remove', 'demo-motion'],
    'demo-motion came with Timeloupe and is not removed.',
  ),
];
