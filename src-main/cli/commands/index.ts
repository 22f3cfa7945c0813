import type { Command } from '../command.ts';
import { agreementCommand } from './agreement.ts';
import { analyzeCommand } from './analyze.ts';
import { convertCommand } from './convert.ts';
import { doctorCommand } from './doctor.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inspectCommand } from './inspect.ts';
import { labelsCommand } from './labels.ts';
import { modelsCommand } from './models.ts';
import { segmentsCommand } from './segments.ts';
import { queueCommand } from './queue.ts';
import { serveCommand } from './serve.ts';
import { statsCommand } from './stats.ts';
import { projectCommand } from './project.ts';

/** Add a command here. Help and the reference in the docs read this list. */
export const commands: readonly Command[] = [
  analyzeCommand,
  projectCommand,
  labelsCommand,
  segmentsCommand,
  queueCommand,
  statsCommand,
  agreementCommand,
  exportCommand,
  importCommand,
  serveCommand,
  inspectCommand,
  evaluateCommand,
  convertCommand,
  modelsCommand,
  doctorCommand,
];
