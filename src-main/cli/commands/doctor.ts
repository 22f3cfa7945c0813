import { type DoctorReport, examine } from '../../core/services/doctor.ts';
import { AppError } from '../../shared/errors.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: 'Show what was found on this machine: ffmpeg, execution providers, memory, folders',
  options: { json: { type: 'boolean', help: 'print one JSON document instead of text' } },

  async run(context) {
    const { positionals, platform, signal } = context;
    if (positionals.length > 0) throw wrongUse(doctorCommand);
    const report = await examine({ platform, signal });
    show(context, report, () => reportText(report));
    // Without either nothing can be analyzed, so a script may ask by exit code.
    if (!report.ffmpeg.ok) throw new AppError('ffmpeg.missing', report.ffmpeg.reason);
    if (!report.inference.ok) throw new AppError('inference.failed', report.inference.reason);
  },
};

function reportText({ version, node, system, ffmpeg, inference, processor, memory, folders }: DoctorReport): string {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const rows: (readonly [string, string])[] = [
    ['timeloupe', `${version}, Node ${node}, ${system}`],
    ['ffmpeg', ffmpeg.ok ? `ok, ${ffmpeg.version} (${ffmpeg.source}: ${ffmpeg.path})` : `missing: ${ffmpeg.reason}`],
    ...(inference.ok ? inferenceRows(inference) : [['onnxruntime', `failed: ${inference.reason}`] as const]),
    [
      'processor',
      `${processor.name}: ${processor.cores} cores, ${processor.threads} threads, ${processor.usable} usable`,
    ],
    ['memory', `${gigabytes(memory.totalBytes)}, of which ${gigabytes(memory.freeBytes)} free`],
    ...folders.map(({ use, path, state }) => [use, `${path} (${state})`] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n');
}

function inferenceRows({ onnxruntime, model, providers }: Extract<DoctorReport['inference'], { ok: true }>) {
  const rows = providers.map(({ provider, windowMs, reason }) => {
    const text = windowMs === null ? `no: ${reason ?? ''}` : `ok, ${windowMs.toFixed(1)} ms a window of ${model}`;
    return [`  ${provider}`, text] as const;
  });
  return [['onnxruntime', onnxruntime] as const, ...rows];
}
