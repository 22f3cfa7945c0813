import { setImmediate } from 'node:timers/promises';
import { quoted, unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import type { ImportFile } from '../import-file.ts';
import { fileNameIn } from '../names.ts';
import type { Reader } from '../reader.ts';

/** Lines between turns of the event loop. */
const AT_ONCE = 10_000;
const MAX_LINES = 2_000_000;
const TIMES = /^(?:(\d{2,}):)?(\d\d):(\d\d\.\d{3})\s+-->\s+(?:(\d{2,}):)?(\d\d):(\d\d\.\d{3})(?:\s.*)?$/;

/** WebVTT: each cue is a span; its text, or the label of a JSON text, is its class. */
export const webvttReader: Reader = {
  id: 'webvtt',
  name: 'WebVTT',
  endings: ['.vtt'],
  options: [],
  fits: (file) => /^WEBVTT(?:[ \t\r\n]|$)/.test(file.text.slice(0, 100)),
  async read(file) {
    const findings = new Findings(file.name);
    const lines = file.text.split(/\r\n|\n|\r/, MAX_LINES + 1);
    if (lines.length > MAX_LINES) {
      throw unreadable(file.name, `it has more than ${MAX_LINES.toLocaleString('en-US')} lines`, 'Import it in parts');
    }
    const media = mediaIn(file, lines);
    findings.media(media);
    let turn = AT_ONCE;
    for (const block of blocksOf(lines)) {
      readBlock(block, media, findings);
      if (block.line < turn) continue;
      turn = block.line + AT_ONCE;
      await setImmediate();
    }
    return findings.document();
  },
};

interface Block {
  readonly lines: readonly string[];
  /** Of its first line, from 1. */
  readonly line: number;
}

/** Parts between blank lines, without the header. */
function* blocksOf(lines: readonly string[]): Iterable<Block> {
  let from = 0;
  for (let i = 0; i <= lines.length; i++) {
    if (i < lines.length && lines[i] !== '') continue;
    if (i > from && from > 0) yield { lines: lines.slice(from, i), line: from + 1 };
    from = i + 1;
  }
}

/** As a note says, else as the file is called. */
function mediaIn(file: ImportFile, lines: readonly string[]): string {
  const note = lines.slice(0, 50).find((line) => line.startsWith('NOTE '));
  const [, named] = /\bvideo=(\S+)/.exec(note ?? '') ?? [];
  return named === undefined ? file.name.replace(/\.vtt$/i, '') : fileNameIn(named);
}

function readBlock({ lines, line }: Block, media: string, findings: Findings): void {
  const [first = '', second = ''] = lines;
  if (/^NOTE\b/.test(first)) return;
  if (/^(STYLE|REGION)\s*$/.test(first)) {
    findings.lose('warning', 'style or region', 'left out', 'how cues look is no annotation');
    return;
  }
  const at = first.includes('-->') ? 0 : 1;
  const times = at === 0 ? first : second;
  if (!times.includes('-->')) throw unreadable(findings.file, `line ${line} is no cue: ${quoted(first)}`);
  const parts = TIMES.exec(times.trim())?.slice(1);
  if (!parts) throw unreadable(findings.file, `line ${line + at} has no sound times: ${quoted(times)}`);
  const [h1, m1, s1, h2, m2, s2] = parts.map((part: string | undefined) => Number(part ?? 0));
  const [startSec, endSec] = [h1! * 3600 + m1! * 60 + s1!, h2! * 3600 + m2! * 60 + s2!];
  if (endSec < startSec) throw unreadable(findings.file, `line ${line + at} ends before it starts: ${quoted(times)}`);
  const said = payloadIn(lines.slice(at + 1).join(' '));
  findings.span({ media, place: { unit: 'seconds', startSec, endSec }, where: `line ${line}`, ...said });
}

/** A text, or JSON with a label, a score and a note. */
function payloadIn(text: string) {
  if (/^\s*\{/.test(text)) {
    const value = parsed(text);
    const { label, score, note } = value;
    if (typeof label === 'string') {
      return {
        label,
        score: typeof score === 'number' && Number.isFinite(score) ? score : null,
        note: typeof note === 'string' ? note : '',
      };
    }
  }
  const plain = text.replaceAll(/<[^<>]*>/g, '');
  return { label: unescaped(plain).trim() };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&nbsp;': '\u00a0',
  '&lrm;': '\u200e',
  '&rlm;': '\u200f',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? entity);
}
