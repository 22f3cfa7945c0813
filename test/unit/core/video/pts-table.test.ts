import { expect, test } from 'vitest';
import { PACKET_FLAGS, type PacketList } from '../../../../src-main/core/video/packets.ts';
import { tableFromDecoding, tableFromPackets } from '../../../../src-main/core/video/pts-table.ts';

interface Packet {
  readonly pts: number | null;
  readonly duration: number;
  readonly isKey: boolean;
  readonly isDiscarded: boolean;
  readonly isCorrupt: boolean;
}

function packet(pts: number | null, changes: Partial<Packet> = {}): Packet {
  return { pts, duration: 1, isKey: false, isDiscarded: false, isCorrupt: false, ...changes };
}

function list(packets: readonly Packet[], hasErrors = false): PacketList {
  const { key, corrupt, discarded } = PACKET_FLAGS;
  return {
    timeBase: { num: 1, den: 25 },
    pts: Float64Array.from(packets, ({ pts }) => pts ?? NaN),
    durations: Float64Array.from(packets, ({ duration }) => duration),
    flags: Uint8Array.from(
      packets,
      (p) => (p.isKey ? key : 0) + (p.isCorrupt ? corrupt : 0) + (p.isDiscarded ? discarded : 0),
    ),
    hasErrors,
  };
}

test('packets in decoding order become times in presentation order, with their key frames', () => {
  const packets = [
    packet(0, { isKey: true }),
    packet(30),
    packet(10),
    packet(20),
    packet(50),
    packet(40, { isKey: true }),
  ];
  const table = tableFromPackets(list(packets), 'h264')!;
  expect(Array.from(table.pts)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(Array.from(table.keyframes)).toEqual([0, 4]);
  expect(table).toMatchObject({ lastDuration: 1, isVariableFrameRate: false });
});

test.each([
  ['plain ones', list([packet(0), packet(1)]), 'h264', true],
  ['none with a time', list([packet(null)]), 'mpeg4', false],
  ['some that are not shown', list([packet(0, { isDiscarded: true }), packet(1)]), 'h264', false],
  ['some damaged', list([packet(0, { isCorrupt: true })]), 'mpeg2video', false],
  ['two at one time', list([packet(1), packet(1)]), 'h264', false],
  ['errors on the way', list([packet(0)], true), 'h264', false],
  ['a codec with hidden frames', list([packet(0)]), 'vp8', false],
])('packets are trusted or not: %s', (_, packets, codec, isTrusted) => {
  expect(tableFromPackets(packets, codec) !== null).toBe(isTrusted);
});

test('without errors, a packet that gave no frame never was one', () => {
  const table = tableFromDecoding(list([packet(0, { isKey: true }), packet(1), packet(2)]), [0, 2], false);
  expect(Array.from(table.pts)).toEqual([0, 2]);
});

test('with errors, what was announced stays in the table; what an edit list hides does not', () => {
  const packets = [packet(0, { isDiscarded: true, isKey: true }), packet(1), packet(2), packet(3)];
  expect(Array.from(tableFromDecoding(list(packets), [1, 3], true).pts)).toEqual([1, 2, 3]);
});

test('two frames at one time are two frames', () => {
  const table = tableFromDecoding(list([packet(0), packet(4), packet(4), packet(8)]), [0, 4, 4], true);
  expect(Array.from(table.pts)).toEqual([0, 4, 4, 8]);
});

test('packets without times announce a frame each, counted from the first that decoded, and no place to seek to', () => {
  const packets = Array.from({ length: 5 }, (_, i) => packet(null, { isKey: i === 0 }));
  const table = tableFromDecoding(list(packets), [1, 2, 4], true);
  expect(Array.from(table.pts)).toEqual([1, 2, 3, 4, 5]);
  expect(table.keyframes.length).toBe(0);
});

test.each([
  ['steps of 33 and 34 ticks are rounding', [0, 33, 67, 100, 133], false],
  ['a step of 66 among 33 is not', [0, 33, 66, 132, 165], true],
  ['with a tick a frame, a step of two is not', [0, 1, 2, 4, 5], true],
  ['one frame has no rate', [7], false],
])('variable frame rate: %s', (_, pts, isVariable) => {
  expect(tableFromPackets(list(pts.map((time) => packet(time))), 'h264')!.isVariableFrameRate).toBe(isVariable);
});

test('where packets have no duration the last frame lasts as long as most', () => {
  const packets = [0, 40, 80, 120].map((pts) => packet(pts, { duration: 0 }));
  expect(tableFromPackets(list(packets), 'h264')!.lastDuration).toBe(40);
});
