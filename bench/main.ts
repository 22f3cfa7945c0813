import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { attentionCost } from './attention-cost.ts';
import type { Benchmark, Section } from './benchmark.ts';
import { conversion } from './conversion.ts';
import { decoding } from './decoding.ts';
import { fuzzing } from './fuzzing.ts';
import { inspection } from './inspection.ts';
import { kills } from './kills.ts';
import { machineLine } from './machine.ts';
import { memory } from './memory.ts';
import { pipeline } from './pipeline.ts';
import { postProcessing } from './post-processing.ts';
import { project } from './project.ts';
import { providers } from './providers.ts';
import { queues } from './queues.ts';
import { soak } from './soak.ts';
import { summaryCost } from './summary-cost.ts';
import { ui } from './ui/ui.ts';
import { windowTime } from './window-time.ts';

/** Add a benchmark here. `--provider X` runs the provider sweep alone, `--only soak` the soak, which takes hours. */
const benchmarks: readonly Benchmark[] = [
  windowTime,
  attentionCost,
  summaryCost,
  conversion,
  decoding,
  pipeline,
  memory,
  project,
  kills,
  queues,
  inspection,
  postProcessing,
  ui,
  fuzzing,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '5' },
    provider: { type: 'string' },
    'peak-tflops': { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    out: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratchDir = join(root, '.cache', 'bench');
mkdirSync(scratchDir, { recursive: true });

const usual = values.only === soak.name ? [soak] : benchmarks;
const chosen = values.provider === undefined ? usual : [providers];
const wanted = values.only === undefined ? chosen : chosen.filter(({ name }) => name === values.only);
if (wanted.length === 0)
  throw new Error(`No benchmark is called "${values.only}". Known: ${chosen.map((b) => b.name).join(', ')}.`);

const sections: string[] = [];
for (const benchmark of wanted) {
  const section = await benchmark.run({
    runs: Number(values.runs),
    provider: values.provider ?? 'cpu',
    peakTflops: values['peak-tflops'] === undefined ? null : Number(values['peak-tflops']),
    fuzz: {
      seed: Number(values.seed),
      target: values.target ?? null,
    },
    minutes: values.minutes === undefined ? null : Number(values.minutes),
    scratchDir,
    inferenceProcess: join(root, 'out', 'main', 'inference-process.js'),
    cli: join(root, 'out', 'main', 'cli.js'),
    note: (text) => process.stderr.write(`${text}\n`),
  });
  if (section === null) continue;
  const text = markdownFrom(section);
  sections.push(text);
  process.stdout.write(`${text}\n`);
}
if (values.out !== undefined)
  writeFileSync(values.out, ['# Benchmarks', `Machine: ${machineLine()}.`, ...sections].join('\n\n'));

function markdownFrom({ title, note, columns, rows }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', note, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}
