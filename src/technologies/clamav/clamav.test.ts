import { expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { clamav } from './index.ts'

const read = (scanner: string, updates?: string) =>
  clamav.read(
    component({
      form: 'process',
      command: ['clamd'],
      files: { '/etc/clamav/clamd.conf': scanner, ...(updates === undefined ? {} : { '/etc/clamav/freshclam.conf': updates }) },
    }),
    undefined,
  )

function seen(scanner: string, updates?: string): readonly string[] {
  return (read(scanner, updates).observations ?? [])
    .filter(({ verdict, stake }) => verdict !== 'safe' && stake !== 'hygiene')
    .map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.file}:${trail[0]?.line}`)
}

it('takes the first value, whatever the case of the name', () => {
  expect(seen('scanarchive no\nScanArchive yes\nScanPDF yes\nSCANPDF no\n', 'Checks 24\n')).toEqual(['ScanArchive unsafe clamd.conf:1'])
})

it('asks where signatures come from', () => {
  expect(seen('LogTime yes\n')).toEqual(['FailIfCvdOlderThan unknown clamd.conf:1'])
  expect(seen('FailIfCvdOlderThan 2\n')).toEqual([])
  expect(seen('\n', 'LogTime yes\n')).toEqual([])
  expect(seen('\n', 'Checks 0\n')).toEqual(['Checks unsafe freshclam.conf:1'])
  expect(seen('Example\n', '# Example\nExample\n')).toEqual(['Example unsafe clamd.conf:1', 'Example unsafe freshclam.conf:2'])
})

it('knows its door', () => {
  expect(ports(read('TCPSocket 3310\nTCPAddr 127.0.0.1\n'))).toEqual(['tcp 3310 application none none'])
  expect(read('TCPSocket 3310\nTCPAddr 127.0.0.1\n').listeners?.[0]?.bind).toBeDefined()
  expect(read('TCPSocket 3310\nTCPAddr 127.0.0.1\nTCPAddr 10.0.0.1\n').listeners?.[0]?.bind).toBeUndefined()
  expect(ports(read('LocalSocket /run/x\n'))).toEqual([])
  expect(ports(clamav.read(component({ image: 'clamav/clamav:1.4' }), '1.4'))).toEqual(['tcp 3310 application none none'])
})
