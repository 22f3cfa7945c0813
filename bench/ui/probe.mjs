// Runs in the page that is measured, put there before its own scripts; `globalThis.probe` is asked by the benchmark.
/* global document, requestAnimationFrame, performance, MessageChannel, WheelEvent, PointerEvent, addEventListener, removeEventListener */

/** Frames before the counted ones: what is read and made for the first time is not what moving costs. */
const WARM = 30;
/** Waiting for a change ends after this, in ms. */
const PATIENCE_MS = 20_000;

const lanes = () => document.querySelector('[data-region="timeline"] .lanes');
const shown = () => document.querySelector('canvas[data-frame]')?.dataset.frame ?? '';
const queueItem = () =>
  document.querySelector('section[aria-label="Queue"] [role="option"][aria-selected="true"]')?.id ?? '';

const MOTIONS = {
  none: () => undefined,
  // To one side and back, so that no end of the video stops it.
  pan: (i) => wheel({ deltaX: Math.floor(i / 60) % 2 === 0 ? 12 : -12 }),
  zoom: (i) => wheel({ deltaY: Math.floor((i + 15) / 30) % 2 === 0 ? -10 : 10 }),
  // A button is held on the ruler already.
  scrub: (i) => pointer('pointermove', 0.2 + 0.6 * Math.abs(((i / 90) % 2) - 1)),
};

function wheel(delta) {
  const { left, top, width } = lanes().getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + 10 };
  lanes().dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ...at, ...delta }));
}

function pointer(kind, share) {
  const { left, top, width } = lanes().getBoundingClientRect();
  const at = { clientX: left + share * width, clientY: top + 8 };
  lanes().dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1, buttons: 1, ...at }));
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/**
 * Moves at the start of each display frame. `intervals`: ms between the starts; `work`: ms from a start until the page
 * was free again, with its scripts, style, layout and painting.
 */
async function frames(motion, count) {
  const intervals = [];
  const work = [];
  const channel = new MessageChannel();
  let last = null;
  for (let i = -WARM; i < count; i++) {
    const at = await nextFrame();
    const startMs = performance.now();
    const isDone = new Promise((resolve) => (channel.port1.onmessage = resolve));
    channel.port2.postMessage(null);
    MOTIONS[motion](i + WARM);
    await isDone;
    if (i >= 0) work.push(performance.now() - startMs);
    if (i >= 0 && last !== null) intervals.push(at - last);
    last = at;
  }
  channel.port1.close();
  return { intervals, work };
}

/** Zooms so that a frame of the video is this wide. @param frameCount of the video, all of it in view. */
async function zoomTo(pxPerFrame, frameCount) {
  const factor = pxPerFrame / (lanes().clientWidth / frameCount);
  if (factor > 1) wheel({ deltaY: (-100 * Math.log(factor)) / Math.log(1.2) });
  await nextFrame();
}

/**
 * Waits for an input, then until the page shows what it asks for. `shows`: "frame": another picture on the stage;
 * "item": another item of the queue, and its picture.
 */
function answerTo(kind, shows) {
  const before = { frame: shown(), item: queueItem() };
  const isThere = () => shown() !== before.frame && (shows === 'frame' || queueItem() !== before.item);
  return new Promise((resolve) => {
    let startMs = null;
    const onInput = ({ timeStamp }) => (startMs = timeStamp);
    addEventListener(kind, onInput, { capture: true, once: true });
    const from = performance.now();
    const look = () => {
      const now = performance.now();
      if (startMs !== null && isThere()) resolve(now - startMs);
      else if (now - from < PATIENCE_MS) return requestAnimationFrame(look);
      else resolve(null);
      removeEventListener(kind, onInput, { capture: true });
    };
    requestAnimationFrame(look);
  });
}

/** Ms from the start of the visit to the first paint, and to the first picture on the stage. */
async function started() {
  while (shown() === '') await nextFrame();
  const firstFrameMs = performance.now();
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return { paintMs: paint?.startTime ?? null, firstFrameMs };
}

globalThis.probe = { frames, zoomTo, answerTo, started, shown, queueItem };
