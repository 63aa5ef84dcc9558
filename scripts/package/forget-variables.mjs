/**
 * Makes a Node obey none of these variables; changes `node`. The npm package starts with a script for sh that unsets them
 * before Node starts (scripts/start/header.sh says why); in a single executable nothing comes before Node. Node asks for each
 * by a name that is a string of C. This makes it the empty name, which no variable has.
 */
export function forgetVariables(node, names) {
  for (const name of names.filter(each => !harmless.includes(each))) {
    // A name that is nowhere is that of another version of Node.
    if (!forget(node, name) && node.includes(name)) throw new Error(`unable to take ${name} out of Node`)
  }
}

/**
 * Only scripts of Node know these. In a single executable nothing is loaded from a path; and whoever has it talk over a
 * descriptor has given it that descriptor, and nothing listens there.
 */
const harmless = ['NODE_PATH', 'NODE_CHANNEL_FD', 'NODE_UNIQUE_ID']

function forget(node, name) {
  const text = Buffer.from(`\0${name}\0`)
  let found = false
  for (let at = node.indexOf(text); at >= 0; at = node.indexOf(text, at + 1)) {
    if (isOfSnapshot(node, at, name)) continue
    node[at + 1] = 0
    found = true
  }
  return found
}

/** A string of V8's snapshot has its length before it. Node's scripts may ask for it: they run after the C. */
function isOfSnapshot(node, at, name) {
  return node.readUInt32LE(at - 3) === name.length
}
