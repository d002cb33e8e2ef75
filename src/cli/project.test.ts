import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFiles } from '../platforms/files.ts'
import { findProject } from './project.ts'

let root = ''

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-project-')))
  mkdirSync(join(root, 'deploy/shop'), { recursive: true })
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function find(path = 'deploy/shop', top = root): ReturnType<typeof findProject> {
  return findProject(openFiles(top, join(root, path)))
}

it('is the one of the folder, else the nearest above, up to the root', () => {
  expect(find()).toBeUndefined()
  writeFileSync(join(root, '.ringwall.yaml'), 'name: above\n')
  expect(find()?.project.name).toBe('above')
  expect(find()?.folder).toBe(root)
  expect(find('deploy/shop', join(root, 'deploy'))).toBeUndefined()
  writeFileSync(join(root, 'deploy/shop/ringwall.yaml'), 'name: own\n')
  expect(find()?.project).toMatchObject({ name: 'own', file: 'ringwall.yaml' })
})

it('is refused with every mistake and its line', () => {
  writeFileSync(join(root, 'ringwall.yaml'), 'waiver: []\nname: 7\n')
  expect(find).toThrow(
    'ringwall.yaml:1: the project file has no key "waiver"; did you mean "waivers"?\n  ringwall.yaml:2: "name" of the project file is a text: put it in quotes',
  )
})

it('is one', () => {
  writeFileSync(join(root, 'ringwall.yaml'), 'name: a\n')
  writeFileSync(join(root, '.ringwall.yaml'), 'name: b\n')
  expect(find).toThrow('ringwall.yaml and .ringwall.yaml stand in the same folder')
})

it('is not skipped because it cannot be read', () => {
  writeFileSync(join(root, 'ringwall.yaml'), Buffer.from([0xff, 0, 0xfe]))
  expect(find).toThrow('ringwall.yaml: is not text')
})
