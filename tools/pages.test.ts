import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { drift } from './pages.ts'

it('finds pages that are missing, changed or left over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-pages-'))
  try {
    mkdirSync(join(folder, 'channel'))
    for (const [file, text] of [
      ['README.md', 'same'],
      ['channel/old.md', 'x'],
      ['channel/changed.md', 'before'],
    ] as const)
      writeFileSync(join(folder, file), text)
    const pages = new Map([
      ['README.md', 'same'],
      ['channel/changed.md', 'after'],
      ['channel/new.md', 'x'],
    ])
    expect(drift(folder, pages)).toEqual(['channel/old.md belongs to no control', 'channel/changed.md is out of date', 'channel/new.md is missing'])
    expect(drift(join(folder, 'nowhere'), new Map([['README.md', '']]))).toEqual(['README.md is missing'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
