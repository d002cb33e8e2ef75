import { describe, expect, it } from 'vitest'
import { withstandsAnything } from '../../test/scripted.ts'
import { answerChallenge, epmdNames, greetNode } from './erlang.ts'
import { callRemote, greetRmi, lookUpJmx, referenceOf, registryNames } from './rmi.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** What the registry of OpenJDK 17 says, and the references of its connector in clear and inside TLS. */
const names = hex(
  '51aced0005770f01155cbaac000001a22bfd38008003 757200135b4c6a6176612e6c616e672e537472696e673badd256e7e91d7b47 0200007078700000000174 00066a6d78726d69',
)
const plain = hex('7734000b556e6963617374526566320000093132372e302e302e310000adbf b4eb2169736ce266155cbaac000001a22bfd38008001 0178')
const secure = hex(
  '771d000b556e6963617374526566320100093132372e302e302e3100009cff 737200276a617661782e726d692e73736c2e53736c524d49436c69656e74536f636b6574466163746f72798caab4bb8185250f0200007078707717 c4d39c04aa5a2c6e4876aa6f000001a22bffecfc8001 0178',
)
const value = hex('51aced0005770f01155cbaac000001a22bfd38008003')
const exception = Buffer.concat([hex('51aced0005770f02155cbaac000001a22bfd38008003 7372 001b'), Buffer.from('java.lang.SecurityException')])

describe('references to remote objects', () => {
  it.each([
    ['in clear', plain, { port: 44_479, tls: false }, 'b4eb2169736ce266155cbaac000001a22bfd38008001'],
    ['inside TLS', secure, { port: 40_191, tls: true }, 'c4d39c04aa5a2c6e4876aa6f000001a22bffecfc8001'],
  ])('are read: %s', (_, bytes, expected, id) => {
    const found = referenceOf(bytes)
    expect(found).toMatchObject(expected)
    expect(found.id.toString('hex')).toBe(id)
  })

  it('that break off are none', () => {
    for (const whole of [plain, secure]) {
      const shortest = whole.length - 2
      for (let length = 0; length < shortest; length++) expect(() => referenceOf(whole.subarray(0, length))).toThrow('no reference')
    }
  })
})

describe('what a hostile server says', () => {
  it('is borne by the client of RMI', { timeout: 60_000 }, async () => {
    expect(await withstandsAnything(greetRmi, [hex('4e00093132372e302e302e310000870a')])).toBe(300)
    expect(await withstandsAnything(registryNames, [names])).toBe(300)
    expect(await withstandsAnything(lookUpJmx, [Buffer.concat([value, plain]), Buffer.concat([value, secure]), exception])).toBe(300)
    const object = { id: Buffer.alloc(22), port: 1, tls: false }
    const open = { hash: 1n, shown: 'a call', answers: 'reference' } as const
    expect(await withstandsAnything((talk) => callRemote(talk, object, open), [exception, Buffer.concat([value, plain])])).toBe(300)
  })

  it('is borne by the client of Erlang', { timeout: 60_000 }, async () => {
    expect(await withstandsAnything(epmdNames, [hex('00001111'), Buffer.from('name rabbit at port 25672\n')])).toBe(300)
    const greeting = [hex('0003 736f6b'), hex('0018 4e 0000000000000000 01020304 00000001 0005 6140622e63')]
    expect(await withstandsAnything((talk) => greetNode(talk, 2), greeting)).toBe(300)
    expect(
      await withstandsAnything((talk) => answerChallenge(talk, 4, new Uint8Array(16)), [hex('00000011 61 00000000000000000000000000000000')]),
    ).toBe(300)
  })
})
