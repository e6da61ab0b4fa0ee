/**
 * Whether the objects that everything in a process is computed with are still what they were. A target in this very process can
 * replace them, and then nothing that was computed since means anything.
 */

/** What is needed to look is taken before anybody else runs. */
const { getOwnPropertyDescriptor, ownKeys } = Reflect;

interface Held {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly values: readonly unknown[];
}

const INTRINSICS: Readonly<Record<string, object>> = {
  Array,
  'Array.prototype': Array.prototype,
  'Array iterators': Object.getPrototypeOf([][Symbol.iterator]()),
  Object,
  'Object.prototype': Object.prototype,
  'Function.prototype': Function.prototype,
  'Map.prototype': Map.prototype,
  'Set.prototype': Set.prototype,
  'Map iterators': Object.getPrototypeOf(new Map()[Symbol.iterator]()),
  'Set iterators': Object.getPrototypeOf(new Set()[Symbol.iterator]()),
  'String.prototype': String.prototype,
  'RegExp.prototype': RegExp.prototype,
  'Number.prototype': Number.prototype,
  Number,
  Math,
  JSON,
  Date,
  'Date.prototype': Date.prototype,
  'Promise.prototype': Promise.prototype,
  Promise,
  'typed arrays': Object.getPrototypeOf(Uint8Array.prototype),
  'the global object': pick(globalThis, [
    'setTimeout',
    'clearTimeout',
    'setImmediate',
    'Array',
    'Map',
    'Set',
    'Object',
  ]),
};

/** Of an object that others may add to, only these. */
function pick(object: object, names: readonly string[]): object {
  const view = {};
  for (const name of names) {
    Object.defineProperty(view, name, { get: () => (object as Record<string, unknown>)[name], enumerable: true });
  }
  return view;
}

/** What they are now. */
export function heldIntrinsics(): readonly Held[] {
  const held: Held[] = [];
  for (const name of ownKeys(INTRINSICS) as string[]) {
    const object = INTRINSICS[name]!;
    const keys = ownKeys(object);
    held[held.length] = { name, object, keys, values: valuesOf(object, keys) };
  }
  return held;
}

/** The first one that is no longer what it was, in words. Uses nothing of what it looks at. */
export function changedIntrinsic(before: readonly Held[]): string | undefined {
  for (let index = 0; index < before.length; index += 1) {
    const { name, object, keys, values } = before[index]!;
    const now = valuesOf(object, keys);
    for (let at = 0; at < keys.length; at += 1) {
      if (now[at] !== values[at]) return `${name}, ${typeof keys[at] === 'symbol' ? 'a symbol' : (keys[at] as string)}`;
    }
    if (ownKeys(object).length !== keys.length) return `${name}, a new property`;
  }
  return undefined;
}

function valuesOf(object: object, keys: readonly PropertyKey[]): readonly unknown[] {
  const values: unknown[] = [];
  for (let at = 0; at < keys.length; at += 1) {
    const descriptor = getOwnPropertyDescriptor(object, keys[at]!);
    const isView = descriptor?.get !== undefined && object === INTRINSICS['the global object'];
    values[at] = isView ? descriptor.get!.call(object) : (descriptor?.value ?? descriptor?.get);
  }
  return values;
}
