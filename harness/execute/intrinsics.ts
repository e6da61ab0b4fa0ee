/**
 * Whether the objects that everything in a process is computed with are still what they were. A target in this very process can
 * replace them, and then nothing that was computed since means anything.
 */

/** What is needed to look is taken before anybody else runs. */
const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { is } = Object;

interface Held {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly descriptors: readonly PropertyDescriptor[];
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
};

/** What they are now. */
export function heldIntrinsics(): readonly Held[] {
  const held: Held[] = [];
  for (const name of ownKeys(INTRINSICS) as string[]) {
    const object = INTRINSICS[name]!;
    const keys = ownKeys(object);
    const descriptors: PropertyDescriptor[] = [];
    for (let at = 0; at < keys.length; at += 1) descriptors[at] = getOwnPropertyDescriptor(object, keys[at]!)!;
    held[held.length] = { name, object, keys, descriptors };
  }
  return held;
}

/**
 * The first one that is no longer what it was, in words. All are then put back, so that what was seen can be reported at all. Uses
 * nothing of what it looks at.
 */
export function changedIntrinsic(before: readonly Held[]): string | undefined {
  let changed: string | undefined;
  for (let index = 0; index < before.length; index += 1) {
    const { name, object, keys, descriptors } = before[index]!;
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at]!;
      if (isSame(getOwnPropertyDescriptor(object, key), descriptors[at]!)) continue;
      changed ??= `${name}, ${typeof key === 'symbol' ? 'a symbol' : (key as string)}`;
      defineProperty(object, key, descriptors[at]!);
    }
    if (ownKeys(object).length !== keys.length) changed ??= `${name}, a new property`;
  }
  return changed;
}

function isSame(now: PropertyDescriptor | undefined, before: PropertyDescriptor): boolean {
  return now !== undefined && is(now.value, before.value) && now.get === before.get && now.set === before.set;
}
