import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RingwallError } from '../model/error.ts'
import type { Io } from './io.ts'
import { deliver } from './output.ts'

let folder = ''
const io: Io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {}, cwd: '/' }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-output-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('puts a whole file in the place of an old one', () => {
  const file = join(folder, 'report.txt')
  writeFileSync(file, 'old')
  deliver(['new', ' text'], file, io)
  expect(readFileSync(file, 'utf8')).toBe('new text')
})

it('leaves a link a link', () => {
  const [file, link] = [join(folder, 'real.txt'), join(folder, 'link.txt')]
  writeFileSync(file, 'old')
  symlinkSync(file, link)
  deliver('new', link, io)
  expect([lstatSync(link).isSymbolicLink(), readFileSync(file, 'utf8')]).toEqual([true, 'new'])
})

it('writes to what is no file instead of taking its place', () => {
  const pipe = join(folder, 'pipe')
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  const reader = spawnSync('sh', ['-c', '(cat "$1" > "$2") & exit 0', 'sh', pipe, join(folder, 'read.txt')], { stdio: 'ignore' })
  expect(reader.status).toBe(0)
  deliver('new', pipe, io)
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

it('says what is in the way', () => {
  expect(() => deliver('new', folder, io)).toThrow(RingwallError)
  expect(() => deliver('new', join(folder, 'none', 'report.txt'), io)).toThrow('--output')
})
