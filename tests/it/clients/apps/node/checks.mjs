// What a client got, a line of JSON for each call.

import './loopback.mjs'

/** Where Understudy serves: `http://127.0.0.1:PORT`. */
export const base = process.argv[2]

/** Asks, and prints what the client gave or, where it threw, its error as `describeError` puts it. */
export async function check(client, call, ask, describeError = nameAndMessage) {
  let line
  try {
    line = { client, call, ok: true, got: describe(await ask()) }
  } catch (error) {
    line = { client, call, ok: false, got: describe(describeError(error)) }
  }
  console.log(JSON.stringify(line))
}

/** Values that JSON has no type for say their type; members that are undefined are none. */
export function describe(value) {
  if (value === undefined) return { undefined: true }
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (value instanceof Date) return { date: value.toISOString() }
  if (Array.isArray(value)) return value.map(describe)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([key, member]) => [key, describe(member)]))
}

function nameAndMessage(error) {
  return `${error.name}: ${error.message}`
}
