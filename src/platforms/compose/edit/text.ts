import { join } from 'node:path'
import { envEdits } from '../../../formats/edits/env.ts'
import { parseEnv } from '../../../formats/env.ts'
import type { Secret, Text } from '../../../model/text.ts'
import { pieces } from '../../../model/text.ts'
import type { Target } from './target.ts'
import { projectFolder } from './target.ts'

/** A text as a Compose file writes it: `$` is doubled, and a secret is a variable whose value `.env` has. */
export function composed(target: Target, text: Text): string | { readonly cannot: string } {
  const parts: string[] = []
  for (const piece of pieces(text)) {
    const part = typeof piece === 'string' ? piece.replaceAll('$', '$$$$') : reference(target, piece)
    if (typeof part !== 'string') return part
    parts.push(part)
  }
  return parts.join('')
}

/** The same for a text in which references (`${NAME}`) were left as they stood. */
export function composedAround(target: Target, text: Text): string | { readonly cannot: string } {
  const composedText = composed(target, text)
  return typeof composedText === 'string' ? composedText.replace(/\$(\$\{[^}]*\})/g, '$1') : composedText
}

/** What stands in a Compose file as the rest of Ringwall reads it, references aside; undefined where the two could be mixed up. */
export function decomposed(text: string): string | undefined {
  return text.includes('$${') ? undefined : text.replaceAll('$$', '$')
}

/** `${NAME}`; the secret is put into `.env`, which only its owner may read when it is new. */
export function reference(target: Target, secret: Secret): string | { readonly cannot: string } {
  const { space } = target
  const file = join(projectFolder(target), '.env')
  const text = space.read(file)
  const name = variableName(secret, text ?? '')
  if (text === undefined) {
    space.put(file, { text: '', mode: 0o600 })
  }
  const done = space.edit(file, (old) => envEdits.set(old, [name], secret.value))
  if ('cannot' in done) return done
  space.close(file)
  return `\${${name}}`
}

/** A name that no other value has. */
function variableName(secret: Secret, env: string): string {
  const base = secret.name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
  const taken = new Map(parseEnv(env).entries.map(({ key, value }) => [key, value]))
  // one source for one secret
  const same = secret.value.length < 8 ? undefined : [...taken].find(([, value]) => value === secret.value)?.[0]
  if (same !== undefined) return same
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}_${count}`
    if (!taken.has(name) || taken.get(name) === secret.value) return name
  }
}
