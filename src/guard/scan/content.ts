import { base64Sink } from './base64.ts'
import { formSink } from './form.ts'
import { jsonSink } from './json.ts'
import { boundaryOf, multipartSink } from './multipart.ts'
import type { PartHead } from './multipart.ts'
import type { Sink } from './sink.ts'
import { decided, tee } from './sink.ts'
import { unpackedSink } from './unpacked.ts'
import type { NotScanned } from './verdict.ts'
import { notScanned, Stop } from './verdict.ts'

/** What a walk through one body needs. */
export interface Walk {
  /** Contents in one another at most. */
  readonly depth: number
  /** Strings of JSON that are shorter in bytes are looked at in the whole body alone. */
  readonly least: number
  /** Gives a content to the scanner. */
  readonly scan: (where: string) => Sink
  /** A rule says that the content there is encrypted end to end: it is noted and not scanned. */
  readonly isEndToEnd: (where: string) => boolean
  readonly note: (where: string) => Sink
}

/** Contents up to this many bytes are looked at whole. */
const small = 65_536

/** A content of a type: it is scanned as it is, and what it holds for others is taken out of it and scanned, too. */
function contentSink(walk: Walk, where: string, type: string, level: number): Sink {
  if (level > walk.depth) stop(where, 'too-deep', `more than ${walk.depth} contents in one another`)
  if (walk.isEndToEnd(where)) return walk.note(where)
  const media = type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (media.startsWith('multipart/')) {
    const boundary = boundaryOf(type)
    if (boundary === undefined) stop(where, 'malformed', 'its content type names no boundary, or not one alone')
    return tee([walk.scan(where), multipartSink(where, boundary, partOpener(walk, where, level))])
  }
  if (media === 'application/json' || media.endsWith('+json')) return tee([walk.scan(where), jsonSink(where, stringOpener(walk, level))])
  if (media === 'application/x-www-form-urlencoded') {
    const [label, opened] = [labels(), stringOpener(walk, level)]
    return tee([walk.scan(where), formSink(where, (name) => opened(`${where}/${label(name)}`))])
  }
  return leaf(walk, where, level)
}

/** Undoes the encodings of a body from the outermost one in, and goes on with what is inside. */
export function encodedSink(walk: Walk, where: string, encodings: readonly string[], type: string, level: number): Sink {
  const [outer, ...inner] = encodings.toReversed()
  if (outer === undefined) return contentSink(walk, where, type, level)
  if (level > walk.depth) stop(where, 'too-deep', `more than ${walk.depth} contents in one another`)
  const unpacked = unpackedSink(where, outer, encodedSink(walk, where, inner.toReversed(), type, level + 1))
  return unpacked ?? stop(where, 'encoding', `the encoding ${JSON.stringify(outer)} is not undone here`)
}

function partOpener(walk: Walk, where: string, level: number): (head: PartHead) => Sink {
  const label = labels()
  return ({ name, type, encoding }) => {
    const part = `${where}/${label(name ?? '')}`
    if (encoding === 'base64') return base64Sink(contentSink(walk, part, type, level + 1))
    if (!['7bit', '8bit', 'binary'].includes(encoding)) stop(part, 'encoding', `the encoding ${JSON.stringify(encoding)} is not undone here`)
    return contentSink(walk, part, type, level + 1)
  }
}

/** Names of fields as places are told with, those of one name numbered. */
function labels(): (name: string) => string {
  const seen = new Map<string, number>()
  return (name) => {
    const label = name === '' || /^[\w.-]{1,64}$/.test(name) ? name : JSON.stringify(name.slice(0, 64))
    const count = seen.get(label) ?? 0
    seen.set(label, count + 1)
    return `${label}[${count}]`
  }
}

/** A string of JSON or a value of a form: long enough ones are scanned for themselves, since a signature may be of a whole file. */
function stringOpener(walk: Walk, level: number): (where: string) => Sink {
  return (where) => {
    if (walk.isEndToEnd(where)) return walk.note(where)
    return decided(walk.least, (_, isAll) => (isAll ? ignored : leaf(walk, where, level + 1)))
  }
}

/** Something without parts of a declared form. Text may be base64 and what that holds may be anything. */
function leaf(walk: Walk, where: string, level: number): Sink {
  if (level > walk.depth) stop(where, 'too-deep', `more than ${walk.depth} contents in one another`)
  return decided(small, (first) => {
    const scanned = walk.scan(where)
    if (isJson(first)) return tee([scanned, perhaps(jsonSink(where, stringOpener(walk, level)))])
    return isText(first) ? tee([scanned, base64Of(walk, `${where}~base64`, level + 1)]) : scanned
  })
}

/** What is decoded is worth a look only where it may hold something. */
function base64Of(walk: Walk, where: string, level: number): Sink {
  return afterDataUrl(base64Sink(decided(walk.least, (_, isAll) => (isAll ? ignored : leaf(walk, where, level)))))
}

/** `data:image/png;base64,` in front is no base64 (RFC 2397). */
function afterDataUrl(into: Sink): Sink {
  return decided(1024, (first) => {
    const [head = ''] = /^\s{0,16}data:[^,]{0,900},/i.exec(first.toString('latin1', 0, 1024)) ?? []
    let skip = head.length
    return {
      async write(bytes) {
        const rest = bytes.subarray(skip)
        skip = Math.max(0, skip - bytes.length)
        if (rest.length > 0) await into.write(rest)
      },
      end: async () => into.end(),
    }
  })
}

/** Looks like JSON although nobody said so: where it is none, nothing is missed by that. */
function perhaps(sink: Sink): Sink {
  let none = false
  const tried = async (act: () => Promise<void>): Promise<void> => {
    if (none) return
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Stop) || error.finding.verdict.kind !== 'not-scanned' || error.finding.verdict.reason !== 'malformed') throw error
      none = true
    }
  }
  return { write: async (bytes) => tried(async () => sink.write(bytes)), end: async () => tried(async () => sink.end()) }
}

const ignored: Sink = { write: async () => {}, end: async () => {} }

function isText(first: Buffer): boolean {
  return !/[^\x20-\x7e\t\r\n]/.test(first.toString('latin1', 0, 512))
}

function isJson(first: Buffer): boolean {
  return /^[ \t\r\n]*[[{]/.test(first.toString('latin1', 0, 512))
}

function stop(where: string, reason: NotScanned, detail: string): never {
  throw new Stop(where, notScanned(reason, detail))
}
