import type { ImportDocument } from './document.ts';
import { parseJson, type JsonNode } from './json-node.ts';
import { stem } from './names.ts';

/** What manifest.json of an export says of names that its files changed. */
export interface Provenance {
  readonly projectId: string | null;
  /** By the name that the files use. */
  readonly videos: ReadonlyMap<
    string,
    { readonly name: string; readonly fingerprint: string | null; readonly frameCount: number | null }
  >;
  readonly classes: ReadonlyMap<string, string>;
}

/**
 * Reads the manifest that lies beside an exported file.
 *
 * @returns null where it is another program's, or of another export than the file's.
 */
export async function provenanceOf(manifest: string, fileName: string): Promise<Provenance | null> {
  const root = await parseJson('manifest.json', manifest).catch(() => null);
  if (root?.at('format').value !== 'timeloupe-export') return null;
  if (!listIn(root, 'files').some((file) => file.at('path').value === fileName)) return null;
  const projectId = root.at('project').at('id');
  return {
    projectId: projectId.isText ? projectId.text() : null,
    videos: new Map(
      listIn(root, 'videos').map((video) => {
        const fingerprint = video.at('fingerprint').anyText();
        const facts = { name: video.at('name').anyText(), frameCount: video.at('frames').amountOrNull() };
        return [video.at('written').anyText(), { ...facts, fingerprint: fingerprint === '' ? null : fingerprint }];
      }),
    ),
    classes: new Map(listIn(root, 'classes').map((one) => [one.at('written').anyText(), one.at('name').anyText()])),
  };
}

/** A document in which videos are known by their content and classes have their names in the project, where a manifest tells. */
export function withProvenance(document: ImportDocument, { projectId, videos, classes }: Provenance): ImportDocument {
  const nameOf = (label: string) => classes.get(label) ?? label;
  return {
    ...document,
    projectId: document.projectId ?? projectId,
    media: document.media.map((media) => {
      const known = [media.key, ...media.names]
        .map((name) => videos.get(name) ?? videos.get(stem(name)))
        .find((one) => one);
      if (!known || media.fingerprint !== null) return media;
      return {
        ...media,
        names: [known.name, ...media.names],
        fingerprint: known.fingerprint,
        frameCount: known.frameCount,
      };
    }),
    classes: document.classes.map((one) => ({ ...one, name: nameOf(one.name) })),
    spans: document.spans.map((span) => ({ ...span, label: nameOf(span.label) })),
    absences: document.absences.map((absence) => ({ ...absence, label: nameOf(absence.label) })),
  };
}

function listIn(root: JsonNode, key: string): JsonNode[] {
  const list = root.at(key);
  return list.isList ? list.items() : [];
}
