/* Everything that was opened and holds the process: closed at the end also when a test fails half way. */
const things = new Set();

/** Remembers something with close(); returns it. */
export function opened(thing) {
  things.add(thing);
  return thing;
}

export async function closeAll() {
  await Promise.allSettled([...things].map((thing) => thing.close()));
  things.clear();
}
