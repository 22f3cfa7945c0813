/** A fault of a schema in words: "Invalid input: expected string, received undefined" → "missing; expected string". */
export function schemaFault(message: string): string {
  const plain = message.replace(/^Invalid (?:input|option): /, '');
  const [wish, isMissing] = plain.split(', received undefined');
  return isMissing === undefined ? plain : `missing; ${wish ?? ''}`;
}
