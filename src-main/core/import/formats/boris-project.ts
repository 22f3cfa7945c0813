import { readObservation, type BorisEvent, type BorisObservation } from '../boris-events.ts';
import { Findings } from '../findings.ts';
import { type JsonNode } from '../json-node.ts';
import { fileNameIn } from '../names.ts';
import type { Reader } from '../reader.ts';

/** A BORIS project: an event is [time, subject, code, modifiers, comment, image index]; a state is two of them. */
export const borisProjectReader: Reader = {
  id: 'boris-project',
  name: 'BORIS project',
  endings: ['.boris'],
  options: [],
  async fits(file) {
    if (!file.isJson) return false;
    const root = await file.json();
    return root.at('observations').isObject && root.at('behaviors_conf').isObject;
  },
  async read(file) {
    const root = await file.json();
    const findings = new Findings(file.name);
    const states = readEthogram(root, findings);
    for (const [id, observation] of root.at('observations').entries()) readOne(id, observation, states, findings);
    return findings.document();
  },
};

/** Whether each behaviour is a state, by its code. */
function readEthogram(root: JsonNode, findings: Findings): ReadonlyMap<string, boolean> {
  const states = new Map<string, boolean>();
  for (const [, behaviour] of root.at('behaviors_conf').entries()) {
    const code = behaviour.at('code').text();
    if (states.has(code)) throw behaviour.at('code').fault(`is "${code.slice(0, 60)}", as another behaviour's`);
    states.set(code, behaviour.at('type').anyText().toLowerCase().startsWith('state'));
    const [colour, description] = [behaviour.at('color').anyText(), behaviour.at('description').anyText()];
    const group = behaviour.at('category').anyText();
    findings.labelClass(code, {
      ...(/^#[0-9a-f]{6}$/i.test(colour) && { colour }),
      ...(description !== '' && { description }),
      ...(group !== '' && { group }),
    });
    if (behaviour.at('excluded').anyText() !== '') {
      findings.lose(
        'warning',
        'behaviour',
        'with exclusions that are not taken over',
        'classes exclude one another by group',
      );
    }
  }
  return states;
}

function readOne(id: string, node: JsonNode, states: ReadonlyMap<string, boolean>, findings: Findings): void {
  const list = node.at('events');
  const events = list.isMissing ? [] : list.items();
  if (node.at('type').anyText() !== 'MEDIA') {
    findings.lose('lost', 'observation', 'without a video left out', `the first one: ${id}`);
    return;
  }
  if (node.at('media_creation_date_as_offset').value === true) {
    findings.lose(
      'lost',
      'observation',
      'on the clock of the wall left out',
      `the first one: ${id}; its times are dates`,
    );
    return;
  }
  const observation = observationOf(id, node, findings);
  if (observation.files.length === 0) {
    findings.lose('lost', 'observation', 'without a video left out', `the first one: ${id}`);
    return;
  }
  const variables = node.at('independent_variables');
  if (variables.isObject && variables.entries().some(([, value]) => value.anyText() !== '')) {
    findings.lose('lost', 'observation', 'with independent variables that are not taken over', `the first one: ${id}`);
  }
  readObservation(
    observation,
    events.flatMap((event) => eventOf(event, states, findings)),
    findings,
  );
}

function observationOf(id: string, node: JsonNode, findings: Findings): BorisObservation {
  const lengths = node.at('media_info').at('length');
  const players = node.at('file');
  const [first, ...others] = (players.isObject ? players.entries() : [])
    .map(([player, files]) => ({ player, files: files.isList ? files.items() : [] }))
    .filter(({ files }) => files.length > 0);
  const files = (first?.files ?? []).map((file) => {
    const lengthSec = lengths.at(file.text()).amountOrNull();
    const name = fileNameIn(file.text());
    findings.media(name, { durationSec: lengthSec });
    return { name, lengthSec };
  });
  const count = others.reduce((sum, one) => sum + one.files.length, 0);
  findings.lose('warning', 'video', 'of further players left out', 'events go to the first player’s video', count);
  const shift = node
    .at('media_info')
    .at('offset')
    .at(first?.player ?? '1');
  if (!shift.isMissing && shift.number() !== 0) {
    findings.lose('warning', 'observation', 'whose player is shifted', `times are taken without the shift, in ${id}`);
  }
  const offset = node.at('time offset');
  return { id, files, offsetSec: offset.isMissing ? 0 : offset.number() };
}

function eventOf(event: JsonNode, states: ReadonlyMap<string, boolean>, findings: Findings): BorisEvent[] {
  const [time, subject, code, modifiers, comment] = event.items();
  if (!time || !subject || !code) throw event.fault('is no time, subject and code');
  const behaviour = code.text();
  const isState = states.get(behaviour);
  if (isState === undefined) {
    findings.lose('lost', 'event', 'of behaviours that the ethogram lacks left out', `the first one: ${behaviour}`);
    return [];
  }
  return [
    {
      sec: time.amount(),
      subject: subject.anyText(),
      behaviour,
      modifiers: modifiers?.anyText() ?? '',
      comment: comment?.anyText() ?? '',
      kind: isState ? 'toggle' : 'point',
      where: event.path,
    },
  ];
}
