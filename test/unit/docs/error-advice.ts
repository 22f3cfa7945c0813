import type { ErrorCode } from '../../../src-main/shared/errors.ts';

/** What docs/troubleshooting.md says of one code. The error itself names the file, the key and the value. */
export interface Advice {
  readonly means: string;
  readonly steps: readonly string[];
}

/** Every code: a new one does not compile without its entry. */
export const ADVICE: { readonly [C in ErrorCode]: Advice } = {
  internal: {
    means: 'A fault of Timeloupe itself. What you were doing was not completed; what was confirmed before is kept.',
    steps: [
      'Do it again; where it fails again, restart.',
      'Report it: on the screen _Details_ copies what is needed, on the command line `--verbose` prints it.',
    ],
  },
  'request.invalid': {
    means: 'A command, an option or a call of the protocol has a wrong, missing or unknown part. Nothing was done.',
    steps: [
      'The sentence names the part. `timeloupe <command> --help` lists what there is.',
      'For `serve`: another program has the port; take another with `--port`. An address other than 127.0.0.1 needs more: see [On a server](server.md).',
    ],
  },
  'video.not_found': {
    means: 'The file of a video is not where the project has it, or the path is wrong.',
    steps: [
      'Check the path, and that the disk or network folder is there.',
      'Where files were moved: _Relink files…_ on the screen, or `timeloupe project relink <project> <folder>`. They are found by their content, also under other names.',
    ],
  },
  'video.unreadable': {
    means:
      'The file is there and is no video that can be read: a folder, an empty file, no permission, or a damaged head.',
    steps: [
      'Play it in another program. If that fails too, copy it again from its source.',
      'Check that you may read the file.',
    ],
  },
  'video.no_frames': {
    means: 'None of the wanted frames decode. The file is damaged there, or it was cut off while it was written.',
    steps: [
      'Frames that do not decode are holes, which the run records; everything else can still be analyzed and labelled.',
      'Repair or copy the file, and add it again.',
    ],
  },
  'ffmpeg.missing': {
    means: 'No ffmpeg was found, or the one that was found lacks what is needed (for clips and movies: libx264).',
    steps: [
      '`timeloupe doctor` shows which ffmpeg is used. In a checkout, `npm run setup` fetches one.',
      "Or install ffmpeg with your system's package manager, or name one: `TIMELOUPE_FFMPEG=/path/to/ffmpeg`.",
    ],
  },
  'ffmpeg.failed': {
    means:
      'ffmpeg ended with an error, was killed, crashed or hung, or what it wrote was not what was asked for and was not kept.',
    steps: [
      'The sentence carries its words. Try again; free disk space.',
      'Try another version of ffmpeg with `TIMELOUPE_FFMPEG`.',
    ],
  },
  'video.changed': {
    means:
      'The file at this path has another content than the video of the project. Its labels would be about other frames.',
    steps: [
      'Put the right file back, or relink: it is found by its content wherever it lies.',
      'Where the new file is meant, add it as a video of its own.',
    ],
  },
  'video.no_audio': {
    means: 'The video has no sound, so there is no waveform.',
    steps: ['Nothing is wrong: the model looks at pictures only.'],
  },
  'model.not_found': {
    means: 'There is no model at this path or of this name, or the model of an old run has gone.',
    steps: [
      '`timeloupe models list` shows the names that are known and where models lie. A folder is named by its path.',
      'Put the model back where it was to go on with a run; its scores and labels are kept without it.',
    ],
  },
  'checkpoint.unreadable': {
    means: 'The file is damaged, cut off, or no checkpoint of a known kind.',
    steps: [
      'Copy or download it again; `timeloupe models verify` compares what came from the hub with its hashes.',
      'Known are safetensors, `torch.save` files (zip and older) and ONNX: see [Model folders](../models/README.md).',
    ],
  },
  'checkpoint.unsafe': {
    means: 'The pickle asks for Python code that is not part of a plain set of weights. Nothing of it was run.',
    steps: [
      "Don't open it with anything that would run it, unless you trust where it comes from.",
      'Ask its author for safetensors, or save `model.state_dict()` alone.',
    ],
  },
  'checkpoint.mismatch': {
    means:
      'Weights and configuration do not fit: a tensor is missing, has another shape, or the model was exchanged after the run.',
    steps: [
      'Take `config.json` and weights from the same place and training.',
      'For maps of an old run: put the model back as it was, or analyze again.',
    ],
  },
  'config.invalid': {
    means: 'A JSON, YAML or CSV file that says how something is to be read has a wrong or missing value.',
    steps: ['The sentence names file, key and value; correct that one.'],
  },
  'model.unsupported': {
    means:
      'The model is of another kind, or cannot do what was asked: another architecture, no attention, too much of it.',
    steps: [
      'TimeSformer runs with everything. Other video classifiers run as ONNX with one input and one output of logits, without attention: see [Models](models.md#an-onnx-file-of-another-model).',
    ],
  },
  'tensor.shape': {
    means: 'An array that was handed to the model has another shape than it takes.',
    steps: [
      'In a program: `pixel_values` is (batch, frames, channels, height, width) as the image processor gives it.',
    ],
  },
  'provider.unavailable': {
    means: 'The execution provider that was asked for by name does not start on this machine.',
    steps: [
      'Leave `--provider` away: the best that starts is taken. `timeloupe doctor` tries each and says why one fails.',
      'For NVIDIA cards under Linux, `npm run setup` fetches the CUDA provider; it needs the driver and cuDNN.',
    ],
  },
  'inference.failed': {
    means:
      'The process that computes ended, ran out of memory, or gave numbers that are not finite. The windows that were done are kept.',
    steps: [
      'Analyze again: it goes on at the first missing window.',
      'Take the processor (`--provider cpu`), a smaller `--batch`, or `--precision full`.',
    ],
  },
  'output.exists': {
    means: 'Something is already where a file or folder should go. Nothing was written over.',
    steps: ['Choose a new or empty folder; some commands take `--force` for what they wrote themselves.'],
  },
  'output.unwritable': {
    means: 'A file or folder cannot be written: no permission, a full disk, or a name the disk refuses.',
    steps: ['Free some space, check permissions, or write elsewhere.'],
  },
  'output.differs': {
    means: 'An export was read back and did not equal the project, so it was not kept.',
    steps: [
      'Try again with a healthy disk. If it happens again, it is a fault: report it with the sentence, which names the first difference.',
    ],
  },
  'hub.unreachable': {
    means: 'The hub does not answer. What was downloaded is kept, and the next try goes on from there.',
    steps: [
      'Check the network, the proxy and `HF_ENDPOINT`.',
      'Or copy the checkpoint folder by other means: nothing but `models get` needs the network.',
    ],
  },
  'hub.not_found': {
    means: 'The hub has no such model or revision.',
    steps: ['Check the spelling of the id and of `--revision`.'],
  },
  'hub.forbidden': {
    means: 'The hub does not hand the model out: it is private or gated, or it is not there.',
    steps: ["Accept its terms on the hub's page, and set `HF_TOKEN` to a token of yours that may read it."],
  },
  'hub.corrupt': {
    means: 'What arrived is not what the hub lists, by size or hash. Nothing was kept.',
    steps: ['Try again, or from another network. For models that were there: `timeloupe models remove`, then `get`.'],
  },
  'project.not_found': {
    means: 'There is no project file at this path.',
    steps: ['Check the path. `timeloupe project new` makes one.'],
  },
  'project.not_open': { means: 'A call needs an open project, and none is open.', steps: ['Open or make one first.'] },
  'project.invalid': {
    means: 'The file is no project, or it is damaged: a rule does not hold, or SQLite cannot read a page.',
    steps: [
      'Copy the file before anything else, with its `-wal` and `-shm` where they lie beside it.',
      '`timeloupe project check <file>` lists what is wrong; `timeloupe project repair <file> --out <new>` recovers what can be read and says what is lost.',
      'Backups lie beside the project in `<name>.backups`: a copy of one is a whole project.',
    ],
  },
  'project.read_only': {
    means:
      'The project is open for reading only: the file or its folder cannot be written, or a newer version made it.',
    steps: ['Check permissions, or copy it to a folder of yours; with a newer file, update Timeloupe.'],
  },
  'project.unwritable': {
    means:
      'The project file, its log or its backup could not be written. The edit that says so was not made; all earlier ones are on the disk.',
    steps: ['Free disk space or reconnect the disk, then do the edit again. Nothing has to be restarted.'],
  },
  'project.busy': {
    means: 'Another process is writing at this moment, or is analyzing videos of the same project.',
    steps: [
      'Wait until it has ended, or stop it: the sentence names the process and its machine.',
      'A process that died is taken over at once, a silent one after half a minute.',
    ],
  },
  'video.unknown': {
    means: 'The project has no such video.',
    steps: ['`timeloupe project info` lists them; a removed video comes back with undo.'],
  },
  'class.unknown': {
    means: 'The project has no such class.',
    steps: ['`timeloupe labels list` lists them; a class is named by its name, or its id or the beginning of it.'],
  },
  'segment.unknown': {
    means: 'The project has no such segment; somebody may have deleted or merged it.',
    steps: ['`timeloupe segments list` and `timeloupe segments history` show what became of it.'],
  },
  'run.unknown': {
    means: 'The project has no such run.',
    steps: ['Runs count from 1, and `analyze` says which one it made; `timeloupe project info` counts them.'],
  },
  'queue.unknown': {
    means: 'There is no such queue, or you have none yet.',
    steps: ['`timeloupe queue open` makes one.'],
  },
  'edit.invalid': {
    means: 'The edit makes no sense as it is, for example a split outside of the segment. Nothing was changed.',
    steps: ['The sentence says what is wrong with it.'],
  },
  'edit.conflict': {
    means:
      'The edit would break a rule (overlaps of exclusive classes, verified absence against presence) or is about something that has changed since. Nothing was changed.',
    steps: [
      'The sentence names what stands in its way. Trim or move that first, or let the edit trim its neighbours.',
      'An undo can be refused for the same reason: undo the newer edit first.',
    ],
  },
  'resource.unknown': {
    means: 'There is no picture, map or file at this address of the protocol.',
    steps: ['List videos, runs or windows again: what the address names has gone, or its number is past the end.'],
  },
  'import.unreadable': {
    means: 'A file of annotations has a fault, is of no known format, or is too large. Nothing of it was taken.',
    steps: [
      'The sentence names the place in the file. Correct it there, or save the file again with the tool it comes from.',
      'Where the format was not recognized, name it with `--format`; tables need `--columns`: see [Imports](formats.md#imports).',
    ],
  },
  cancelled: {
    means: 'You stopped it, or something newer took its place. What was finished is kept where the sentence says so.',
    steps: ['Analyses and exports go on where they were when they are started again.'],
  },
};
