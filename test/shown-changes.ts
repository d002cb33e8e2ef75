import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { applyPatch, parsePatch } from 'diff'
import type { FileChange, Hardening } from '../src/model/hardening.ts'

/** What differs between a folder and what became of it, and is not what a plan shows: one sentence each. `exact`: diffs without anything masked. */
export function unshown(
  before: string,
  after: string,
  { files }: Pick<Hardening, 'files'>,
): { readonly faults: readonly string[]; readonly exact: number } {
  const [old, now] = [entries(before), entries(after)]
  const faults: string[] = []
  let exact = 0
  for (const name of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
    const shown = files.find(({ file }) => file === name)
    const [was, is] = [old.get(name), now.get(name)]
    if (is === undefined) {
      if (shown?.is !== 'gone') faults.push(`${name} is gone`)
      else if (!isTakenOut(shown, was!)) faults.push(`${name}: its diff does not take all of it out`)
    }
    if (is === undefined) continue
    if (shown === undefined) {
      if (was === undefined) faults.push(`${name} is new, and not shown`)
      else if (was.content !== is.content || was.mode !== is.mode) faults.push(`${name} is another, and not shown`)
    } else {
      const why = differs(shown, was, is)
      if (why !== undefined) faults.push(`${name}: ${why}`)
      else if (!isMasked(shown.diff)) exact += 1
    }
  }
  for (const { file, is } of files) if (is !== 'gone' && !now.has(file)) faults.push(`${file} is shown, and not there`)
  return { faults, exact }
}

interface Entry {
  /** Latin-1, so that every byte is a character; of a link what it leads to. */
  readonly content: string
  readonly mode: number
}

function entries(folder: string): ReadonlyMap<string, Entry> {
  const all = new Map<string, Entry>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    const stat = lstatSync(path)
    if (stat.isSymbolicLink()) all.set(name, { content: `-> ${readlinkSync(path)}`, mode: 0 })
    else if (stat.isFile()) all.set(name, { content: readFileSync(path, 'latin1'), mode: stat.mode & 0o7777 })
  }
  return all
}

function differs({ is, mode, isSecret, diff }: FileChange, was: Entry | undefined, now: Entry): string | undefined {
  if ((is === 'new') !== (was === undefined)) return 'it is called new, and was there, or the other way round'
  const right = mode === null ? was?.mode : Number.parseInt(mode, 8)
  if (now.mode !== right) return `its mode is ${now.mode.toString(8)}, and the plan says ${String(mode)}`
  // what is no text is never shown, and keeps its mode
  if (isSecret && was !== undefined) return was.content.includes('\0') ? undefined : 'it is a text that was there, and its change is not shown'
  if (isSecret) return (now.mode & 0o077) === 0 ? undefined : 'it is a secret, and not its owner alone may read it'
  // diffs are of texts
  const [before, after] = [utf8(was?.content ?? ''), utf8(now.content)]
  const whole = isMasked(diff) ? unmasked(diff, before, after) : diff
  if (whole === undefined) return 'a masked line of its diff stands for something else'
  return applyPatch(before, whole, { fuzzFactor: 0 }) === after ? undefined : 'its diff does not lead to it'
}

/** Every line of it is shown, and taken out. */
function isTakenOut({ diff }: FileChange, was: Entry): boolean {
  const before = utf8(was.content)
  const whole = isMasked(diff) ? unmasked(diff, before, '') : diff
  return whole !== undefined && applyPatch(before, whole, { fuzzFactor: 0 }) === ''
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

const masks = /\u2022\u2022\u2022|<[^<>\n]{1,200}>|----- \.\.\. -----/g

function isMasked(diff: string): boolean {
  return diff.split('\n').some((line) => /^[-+ ]/.test(line) && !/^(?:---|\+\+\+) /.test(line) && new RegExp(masks.source).test(line))
}

/** The diff with the lines themselves in place of masked ones, where these can be what stands there; a masked key stands for all its lines. */
function unmasked(diff: string, before: string, after: string): string | undefined {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const out: string[] = []
  let [oldAt, nowAt] = [0, 0]
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (hunk !== null) {
      // a side without lines names the line before it
      oldAt = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)
      nowAt = Number(hunk[3]) - (hunk[4] === '0' ? 0 : 1)
    }
    if (hunk !== null || out.length < 2 || line.startsWith('\\')) {
      out.push(line)
      continue
    }
    const sign = line.charAt(0)
    const [lines, at] = sign === '+' ? [now, nowAt] : [old, oldAt]
    const count = linesOf(line, lines, at)
    const real = lines.slice(at, at + count)
    if (!patternOf(line.slice(1), count > 1).test(real.join('\n'))) return undefined
    if (sign === ' ' && now.slice(nowAt, nowAt + count).join('\n') !== real.join('\n')) return undefined
    out.push(...real.map((each) => `${sign}${each}`))
    if (sign !== '+') oldAt += count
    if (sign !== '-') nowAt += count
  }
  const text = `${out.join('\n')}\n`
  return parsePatch(text).length === 1 ? text : undefined
}

/** A certificate or a private key is one line where it is masked. */
function linesOf(shown: string, lines: readonly string[], at: number): number {
  const isWhole = /BEGIN CERTIFICATE----- \.\.\. -----END|<private key>/.test(shown)
  if (!isWhole || !lines[at]?.includes('-----BEGIN') || lines[at].includes('-----END')) return 1
  return lines.slice(at).findIndex((line) => line.includes('-----END')) + 1
}

function patternOf(shown: string, isSeveral: boolean): RegExp {
  const parts = shown.split(new RegExp(masks.source)).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join(isSeveral ? String.raw`[\s\S]*` : '.*')}$`)
}
