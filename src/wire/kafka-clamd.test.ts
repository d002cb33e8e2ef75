import { describe, expect, it } from 'vitest'
import { withstandsAnything } from '../../test/scripted.ts'
import { clamdVersion, pingClamd } from './clamd.ts'
import { apiVersions, saslHandshake } from './kafka.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('what a hostile server says', () => {
  it('is borne by the client of Kafka', { timeout: 60_000 }, async () => {
    const versions = [hex('00000010 00000012 0000 00000001 0012 0000 0003'), hex('0000000a 00000012 0000 00000000')]
    expect(await withstandsAnything(apiVersions, versions)).toBe(300)
    const mechanisms = [hex('00000011 00000011 0021 00000001 0005 504c41494e'), hex('0000000a 00000011 0022 00000000')]
    expect(await withstandsAnything((talk) => saslHandshake(talk, 'NONE'), mechanisms)).toBe(300)
  })

  it('is borne by the client of clamd', { timeout: 60_000 }, async () => {
    expect(await withstandsAnything(pingClamd, [Buffer.from('PONG\0'), Buffer.from('UNKNOWN COMMAND\0')])).toBe(300)
    expect(await withstandsAnything(clamdVersion, [Buffer.from('ClamAV 1.4.6/27000/Mon Nov 30 08:00:00 2026\0')])).toBe(300)
  })
})
