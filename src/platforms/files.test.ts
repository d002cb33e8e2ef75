import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openFiles } from './files.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-files-')))

function textOf(bytes: Buffer): unknown {
  const path = join(folder, `${bytes.toString('hex').slice(0, 40)}.conf`)
  writeFileSync(path, bytes)
  const read = openFiles(folder, folder).read(path)
  return read.state === 'text' ? read.text : read.state
}

it.each([
  ['UTF-8', Buffer.from('pass = gr\u00fcn\n')],
  ['Latin-1', Buffer.from('pass = gr\u00fcn\n', 'latin1')],
  ['UTF-16, the little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('pass = gr\u00fcn\n', 'utf16le')])],
  ['UTF-16, the big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('pass = gr\u00fcn\n', 'utf16le').swap16()])],
])('a file in %s is read', (_, bytes) => expect(textOf(bytes)).toBe('pass = gr\u00fcn\n'))

it('keeps the bytes of what is no text, and a character that stands for another as it is', () => {
  expect(textOf(Buffer.from([1, 0, 2]))).toBe('binary')
  // UTF-32 begins as UTF-16 does
  expect(textOf(Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]))).toBe('binary')
  expect(textOf(Buffer.from('a\uFFFDb'))).toBe('a\uFFFDb')
  expect(textOf(Buffer.from([0xfe, 0xff, 0, 97, 0]))).toBe('a')
})
