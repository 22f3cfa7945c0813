// One virtual environment for consumers that get along, made once and kept: what each runs, and how it is made.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

const REQUIREMENTS = join(root, 'test', 'consumers', 'requirements');

/**
 * `checks` are modules of test/consumers/checks. `python`: programs to make it with, the first that runs. `isSystem`:
 * no environment, what the distribution has installed. `usesTorch`: may take what lies beside.
 */
export const ENVIRONMENTS = [
  {
    name: 'annotation',
    checks: [
      'pympi_eaf',
      'webvtt_py',
      'label_studio',
      'labelformat_activitynet',
      'boris_clip_events',
      'timeloupe_pandas',
      'timeloupe_document',
    ],
  },
  { name: 'datumaro', checks: ['datumaro_kinetics', 'datumaro_cvat'] },
  { name: 'torch', usesTorch: true, checks: ['hf_videofolder', 'pytorchvideo_paths', 'torchvision_kinetics'] },
  { name: 'mmaction2', usesTorch: true, checks: ['mmaction_lists', 'mmaction_localisation', 'mmaction_ava'] },
  { name: 'deepethogram', checks: ['deepethogram_labels'] },
  { name: 'fiftyone', checks: ['fiftyone_temporal', 'fiftyone_tree', 'fiftyone_cvat'] },
  { name: 'feral', usesTorch: true, checks: ['feral_labels'] },
  { name: 'boris', python: ['python3.13', 'python3.14'], checks: ['boris_project'] },
  { name: 'system', checks: ['torchvision_kinetics'], isSystem: true },
];

/**
 * The interpreter of an environment, which is made where it is missing or its requirements have changed.
 *
 * @param beside a folder of installed packages, torch among them, that is taken instead of a download; null for none.
 * @returns {{ python: string } | { reason: string }} why there is none.
 */
export function interpreter({ name, isSystem = false, usesTorch = false, python = ['python3'] }, { folder, ...given }) {
  const beside = usesTorch ? given.beside : null;
  if (isSystem)
    return existsSync('/usr/bin/python3') ? { python: '/usr/bin/python3' } : { reason: 'no /usr/bin/python3' };
  const home = join(folder, name);
  const own = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const [list, alone] = [join(REQUIREMENTS, `${name}.txt`), join(REQUIREMENTS, `${name}-alone.txt`)];
  const wanted = [list, alone].filter(existsSync).map((path) => readFileSync(path, 'utf8'));
  const stamp = createHash('sha256').update(`${wanted.join()}${beside}`).digest('hex');
  const kept = join(home, 'requirements.sha256');
  if (existsSync(kept) && readFileSync(kept, 'utf8') === stamp) return { python: own };
  rmSync(home, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const base = python.find((program) => spawnSync(program, ['--version']).status === 0);
  if (base === undefined) return { reason: `needs ${python.join(' or ')}` };
  const steps = [
    [base, ['-m', 'venv', home]],
    () => beside !== null && writeFileSync(join(packagesOf(own), 'beside.pth'), `${beside}\n`),
    [own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list]],
    // Their own requirements name versions that can't be had together, and that reading files does not need.
    existsSync(alone) && [
      own,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', alone],
    ],
  ];
  for (const step of steps.filter(Boolean)) {
    if (typeof step === 'function') step();
    else {
      const { status, stderr } = spawnSync(...step, { encoding: 'utf8' });
      const lines = (stderr ?? '')
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('ERROR'));
      if (status !== 0) return { reason: `can't be installed: ${lines.at(-1) ?? 'pip failed'}` };
    }
  }
  writeFileSync(kept, stamp);
  return { python: own };
}

function packagesOf(python) {
  const code = 'import sysconfig; print(sysconfig.get_paths()["purelib"])';
  return spawnSync(python, ['-c', code], { encoding: 'utf8' }).stdout.trim();
}
