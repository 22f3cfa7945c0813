import type { Random } from './random.ts';

/** One input, as bytes, so that it can be kept and tried again. */
export interface FuzzInput {
  /** What it was made from: chooses how it is read. */
  readonly kind: string;
  readonly bytes: Buffer;
}

/** Where a target finds the sound files, and where it may write. */
export interface FuzzPlace {
  /** Of this checkout. */
  readonly root: string;
  /** Its own, empty at first. */
  readonly folder: string;
}

/** A reader that is ready to be tried. */
export interface FuzzSubject {
  make(random: Random): FuzzInput;
  /**
   * Reads an input and checks what came of it.
   *
   * @throws AppError for a refusal; anything else is a crash.
   */
  read(input: FuzzInput): Promise<void>;
  close?(): Promise<void> | void;
}

/** One file in targets/, one line in its index. */
export interface FuzzTarget {
  readonly name: string;
  /** What is tried, for the table. */
  readonly what: string;
  /** Inputs tried in the suite. */
  readonly inputs: number;
  open(place: FuzzPlace): Promise<FuzzSubject> | FuzzSubject;
}
