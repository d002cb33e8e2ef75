import { kinds } from './kinds.ts'

/** A media type in lower case without its parameters; undefined for what is none, or more than one. */
export function mediaType(header: string | undefined): string | undefined {
  const token = String.raw`[\w!#$&^.+-]{1,127}`
  const parameter = String.raw`[ \t]*;[ \t]*(?:[\w!#$%&'*+^.|~-]+=(?:[\w!#$%&'*+^.|~-]+|"(?:[^"\\\r\n]|\\.)*"))?`
  const { type } = new RegExp(`^[ \t]*(?<type>${token}/${token})(?:${parameter})*[ \t]*$`).exec(header ?? '')?.groups ?? {}
  return type?.toLowerCase()
}

export function isJson(type: string): boolean {
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'))
}

/** Whether a list of guard.yaml has the type: `image/png`, `image/*`. */
export function isListed(type: string, listed: readonly string[]): boolean {
  return listed.some((one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
}

/** Bytes from the beginning that tell what something is. */
export const telling = 4096

/**
 * What a content is although another type is declared for it, or that it is not what is declared; undefined where both agree or nothing is known.
 * `application/octet-stream` says nothing, so it disagrees with nothing.
 */
export function disagreement(type: string, first: Buffer): string | undefined {
  if (type === 'application/octet-stream' || first.length === 0) return undefined
  const found = kinds.find(({ is }) => is(first))
  if (found !== undefined) return found.types.test(type) ? undefined : `it is ${found.name}`
  const said = kinds.find(({ must, types }) => must && types.test(type))
  if (said !== undefined) return `it is not ${said.name}`
  if (isJson(type) && !/^[ \t\r\n]*(?:$|[[{"\d\-tfn])/.test(first.toString('latin1', 0, 512))) return 'it is not JSON'
  return undefined
}
