import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyEdits } from '../../src/formats/edit.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'
import { blockCases } from './edits-block-cases.ts'
import { orderCases } from './edits-order-cases.ts'

describe.each(Object.entries({ ...blockCases, ...orderCases }))(
  'what edits write into files of %s',
  (name, { program: server, before, steps, check, says, wrong = '', prepare, asRoot }) => {
    describe.skipIf(isMissing(server))(`read by it${reason(server)}`, () => {
      let box: Sandbox
      beforeAll(() => {
        box = sandbox(`edits-${name.replaceAll(/\W/g, '-')}`)
        prepare?.(box)
      })
      afterAll(async () => box.stop())

      let runs = 0
      function checked(text: string): { readonly isGood: boolean; readonly says: string } {
        const file = join(box.folder, 'edited.conf')
        const folder = join(box.folder, `run${runs++}`)
        box.run('/bin/mkdir', [folder])
        writeFileSync(file, text, { mode: 0o644 })
        let said = ''
        for (const words of check) {
          const [command = '', ...args] = words.map((each) =>
            each
              .replace(/^SERVER$/, server ?? '')
              .replace(/FILE$/, file)
              .replaceAll('PLACE', folder)
              .replaceAll('FOLDER', box.folder),
          )
          const [own, all] =
            process.getuid?.() === 0 && asRoot === undefined
              ? ['setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', command, ...args]]
              : [command, args]
          const { status, stdout, stderr } = spawnSync(own, all, { cwd: box.folder, encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26 })
          said += stdout + stderr
          if (status !== 0) return { isGood: false, says: said }
        }
        return { isGood: true, says: said.replaceAll('\n ', '').replaceAll(/ {2,}/g, ' ') }
      }

      it('is accepted and means what was meant', () => {
        const start = before.replaceAll('FOLDER', box.folder)
        const after = steps.reduce((text, step) => {
          const change = step(text)
          expect('cannot' in change ? change.cannot : '').toBe('')
          const next = 'cannot' in change ? text : applyEdits(text, change.edits)
          expect(next).not.toBe(text)
          return next
        }, start)
        const [old, now] = [checked(start), checked(after)]
        expect(old.isGood ? '' : old.says).toBe('')
        expect(now.isGood ? '' : `${now.says}\n${after}`).toBe('')
        const isIn = (each: string | RegExp, said: string): boolean => (typeof each === 'string' ? said.includes(each) : each.test(said))
        expect(says.filter((each) => !isIn(each, now.says))).toEqual([])
        expect(says.filter((each) => isIn(each, old.says))).toEqual([])
      })

      // some programs take every text of the format
      it.each(wrong === '' ? [] : [wrong])('would be refused if it were wrong', (more) => {
        expect(checked(before.replaceAll('FOLDER', box.folder) + more).isGood).toBe(false)
      })
    })
  },
)
