import { distance } from './distance.ts'
import { wordsOf } from './secret-names.ts'

export interface KnownNames {
  /** Names that are worth a word when somebody misses them. */
  readonly keys: readonly string[]
  /** Names that are read as well, and are nobody's misspelling. */
  readonly also?: readonly string[]
  /** The program takes a name whatever its case. */
  readonly caseless?: boolean
}

/** Longer names are nobody's misspelling. */
const longest = 80

/**
 * The name that somebody meant who wrote one that the program does not know: the same letters with other signs between them or in another
 * case, or a slip of the keyboard. Undefined where the name is known, is near to none, or what it is near to is set already.
 */
export function meantName(written: string, known: KnownNames, isSet: (name: string) => boolean): string | undefined {
  if (written.length < 4 || written.length > longest) return undefined
  const all = [...known.keys, ...(known.also ?? [])]
  const same = (one: string, other: string): boolean => one === other || (known.caseless === true && one.toLowerCase() === other.toLowerCase())
  if (all.some((name) => same(name, written))) return undefined
  const plain = letters(written)
  const near = all
    .flatMap((name) => {
      const far = slips(plain, letters(name))
      return far === undefined ? [] : [{ name, far }]
    })
    .toSorted((one, other) => one.far - other.far)
  const best = near[0]
  if (best === undefined || isSet(best.name) || !known.keys.includes(best.name)) return undefined
  // as near to another name: nobody knows which was meant
  return near[1] !== undefined && near[1].far === best.far && best.far > 0 ? undefined : best.name
}

/** How many slips lie between two names, undefined for too many. Other digits are no slip: `key1` is not `key2`. */
function slips(one: string, other: string): number | undefined {
  if (one === other) return 0
  const shorter = Math.min(one.length, other.length)
  const most = shorter >= 10 ? 2 : shorter >= 6 ? 1 : 0
  if (Math.abs(one.length - other.length) > most || digits(one) !== digits(other)) return undefined
  const far = distance(one, other)
  return far <= most ? far : undefined
}

/** `caCert`, `ca-cert` and `CA_CERT` are one, and so are `DB_PWD` and `DB_PASSWORD`. */
export function letters(name: string): string {
  return wordsOf(name)
    .map((word) => (/^(?:pwd|pw|pass|passwd)$/.test(word) ? 'password' : word))
    .join('')
}

function digits(name: string): string {
  return name.replaceAll(/\D/g, '')
}
