/**
 * What follows from one look, worked out once for it. Actions ask it for each of thousands of services: a search through
 * all of them each time would take the square of their number.
 */
export function ofEach<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>()
  return key => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
