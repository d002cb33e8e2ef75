import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../src/technologies/clamav/settings.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const clamconf = program('/usr/bin/clamconf')

/** clamd.conf and freshclam.conf. */
const configurations: Readonly<Record<string, readonly [scanner: string, updates: string]>> = {
  'the defaults': ['LogTime yes\n', 'LogTime yes\n'],
  hardened: [
    'User clamav\nLocalSocket /run/clamav/clamd.ctl\nLocalSocketMode 660\nAlertExceedsMax yes\nDetectPUA yes\nFailIfCvdOlderThan 3\n',
    'Checks 24\nDatabaseMirror database.clamav.net\n',
  ],
  weak: ['User root\nTCPSocket 3310\nTCPAddr 0.0.0.0\nScanArchive no\nScanPE false\nScanOLE2 0\n', 'Checks 0\nScriptedUpdates no\n'],
  'written twice': [
    'ScanArchive no\nScanArchive yes\nTCPAddr 127.0.0.1\nTCPAddr ::1\nTCPSocket 3311\nTCPSocket 3310\nMaxFileSize 10M\nMaxFileSize 5M\n',
    'Checks 1\nChecks 12\nDatabaseMirror a.example.com\nDatabaseMirror b.example.com\n',
  ],
  'strange but legal': ['  scanpdf   no   \n\tSCANHTML no\n#ScanELF no\n  # ScanMail no\nUser "clam av"\nMaxScanTime 90000\n\n', 'checks   7\n'],
}

const scannerKeys = [
  'User',
  'TCPSocket',
  'TCPAddr',
  'ScanArchive',
  'ScanPE',
  'ScanELF',
  'ScanOLE2',
  'ScanPDF',
  'ScanHTML',
  'ScanMail',
  'AlertExceedsMax',
  'DetectPUA',
  'LocalSocketMode',
  'FailIfCvdOlderThan',
  'MaxFileSize',
]
const updateKeys = ['Checks', 'ScriptedUpdates', 'DatabaseMirror']
const several = new Set(['TCPAddr', 'DatabaseMirror'])

describe.skipIf(isMissing(clamconf))(`ClamAV${reason(clamconf)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('clamav')
  })
  afterAll(() => box.stop())

  /** What clamconf shows of one file: options that are not at their default. */
  function dumped(text: string, file: string): ReadonlyMap<string, string> {
    const part = text.split('Config file: ').find((each) => each.startsWith(file)) ?? ''
    const lines = part.split('\n\n')[0]?.split('\n') ?? []
    const found = new Map<string, string>()
    for (const line of lines) {
      const [, name = '', value] = /^(\w+) (?:= (.*)|disabled)$/.exec(line) ?? []
      if (name !== '') found.set(name, (value ?? 'no').replaceAll('"', ''))
    }
    return found
  }

  it.each(Object.entries(configurations))('has in force what we read: %s', (name, [scanner, updates]) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    mkdirSync(folder, { mode: 0o755 })
    writeFileSync(join(folder, 'clamd.conf'), scanner)
    writeFileSync(join(folder, 'freshclam.conf'), updates)
    const text = box.run(clamconf ?? '', ['--config-dir', folder, '--non-default'])
    for (const [file, written, keys] of [
      ['clamd.conf', scanner, scannerKeys],
      ['freshclam.conf', updates, updateKeys],
    ] as const) {
      const theirs = dumped(text, file)
      const settings = readSettings(component({ form: 'process', files: { [`/etc/clamav/${file}`]: written } }), [`/etc/clamav/${file}`], [])
      for (const key of keys) {
        const ours = several.has(key)
          ? settings
              ?.all(key)
              .map(({ value }) => value)
              .join(', ')
          : settings?.get(key)?.value
        const value = theirs.get(key)
        // clamconf leaves out what is written as it is by default
        expect([key, value ?? 'default']).toEqual([key, value === undefined ? 'default' : same(ours)])
      }
    }
  })
})

/** Words and sizes as clamconf shows them. */
function same(value = ''): string {
  if (/^(?:no|false|0)$/i.test(value)) return 'no'
  if (/^(?:yes|true)$/i.test(value)) return 'yes'
  const size = /^(\d+)M$/.exec(value)?.[1]
  return size === undefined ? value : String(Number(size) * 1_048_576)
}
