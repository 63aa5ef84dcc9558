/**
 * JSON without any character that a terminal obeys. JSON.stringify escapes the control characters below U+0020. This
 * also escapes those from U+007F to U+009F, and those that change the reading direction. The value stays the same.
 * `indent`: number of blanks.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

function escaped(character: string): string {
  let text = ''
  for (let at = 0; at < character.length; at++)
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  return text
}
