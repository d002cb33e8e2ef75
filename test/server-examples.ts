import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { harden, ofChannels } from './harden-files.ts'
import { call } from './in-process.ts'

export interface Example {
  readonly files: Readonly<Record<string, string>>
  readonly measures: readonly string[]
  /** What stays, for it is another port. */
  readonly left?: readonly string[]
  /** By file, what it is to have. */
  readonly has: Readonly<Record<string, readonly (string | RegExp)[]>>
}

/** Servers with their clients, hardened by the remedy of connections alone: both ends, and nothing more the second time. */
export function hardens(examples: Readonly<Record<string, Example>>): void {
  describe.each(Object.entries(examples))('%s', (_name, { files, measures, left = [], has }) => {
    it('gets TLS and a log-in at both ends, and is not changed twice', { timeout: 120_000 }, async () => {
      const { plan, read, folder } = await harden(files)
      expect(plan.measures.map(({ id, steps }) => `${id} ${steps.map(({ component, phase }) => `${phase} ${component}`).join(', ')}`)).toEqual(
        measures,
      )
      const open = plan.open.filter(({ finding }) => ofChannels.test(finding.control))
      expect(open.map(({ finding, reason }) => `${finding.control} ${finding.subject.id} ${reason}`)).toEqual(left)
      expect(plan.added.filter(({ control }) => ofChannels.test(control))).toEqual([])
      const missing = Object.entries(has).flatMap(([file, pieces]) =>
        pieces
          .filter((piece) => (typeof piece === 'string' ? !read(file).includes(piece) : !piece.test(read(file))))
          .map((piece) => `${file}: ${String(piece)}`),
      )
      expect(missing).toEqual([])
      const again = JSON.parse((await call(['harden', folder, '--only', 'channels', '--format', 'json'])).stdout) as Hardening
      expect(again.files).toEqual([])
    })
  })
}
