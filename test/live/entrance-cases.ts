import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built } from './hardened.ts'
import type { Got, Proxied } from './proxied.ts'
import { reached } from './proxied.ts'
import { eventually } from './server.ts'

/** The site of every entrance, before and after. */
export const plain = 'http://web.example.org/'
export const secure = 'https://web.example.org/'

/** A proxy with the files of a state; both are there when the cases run. */
export interface Entrance {
  readonly all: () => Proxied
  readonly built: () => Built
}

export function itServesBothAfterAccept(all: () => Proxied): void {
  it('serves people with and without TLS after accept', { timeout: 60_000 }, async () => {
    const accept = all().entrance.of('accept')
    await all().start(accept, plain)
    expect(reached(all().ask(accept, `${plain}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
    expect(reached(all().trusting(accept, `${secure}v1/hello`))).toMatchObject({ PATH_INFO: '/hello' })
  })
}

/** @param stranger what a client says who asks for a name that is not the site's */
export function itSpeaksTlsAlone({ all, built }: Entrance, stranger: RegExp): void {
  it('sends who comes in plain HTTP to TLS, with what was sent', () => {
    const sent = all().ask(built(), '-o', join(all().box, 'answer'), '-w', '%{http_code} %{redirect_url}', `${plain}v1/a?b=c`)
    expect(sent.output).toBe(`308 ${secure}v1/a?b=c`)
    expect(reached(all().trusting(built(), '-L', '-d', 'four', `${plain}v1/a`))).toMatchObject({ REQUEST_METHOD: 'POST', PATH_INFO: '/a', body: 4 })
  })

  it('is refused by who trusts somebody else, or wants another name', () => {
    expect(all().ask(built(), '--cacert', foreignAuthority(), secure).output).toMatch(/unable to get local issuer certificate/)
    expect(all().trusting(built(), 'https://cousin.example.org/').output).toMatch(stranger)
    expect(reached(all().trusting(built(), secure))).toMatchObject({ PATH_INFO: '/' })
  })

  it('speaks TLS of today alone', () => {
    expect(all().trusting(built(), '--tls-max', '1.1', '--ciphers', 'DEFAULT@SECLEVEL=0', secure).output).toMatch(
      /alert protocol version|no protocols available|unsupported protocol/,
    )
    expect(reached(all().trusting(built(), '--tls-max', '1.2', secure))).toMatchObject({ PATH_INFO: '/' })
  })
}

export function itPassesOnTheAddress({ all, built }: Entrance): void {
  it('passes on the address that it sees, whatever the client says', () => {
    const told = reached(all().trusting(built(), '-H', 'X-Forwarded-For: 1.2.3.4', '-H', 'X-Forwarded-Proto: http', secure))
    expect(told).toMatchObject({ HTTP_X_FORWARDED_FOR: all().addressOf('user'), HTTP_X_FORWARDED_PROTO: 'https' })
  })
}

/** @param status what people get instead; @param why what `error.log` says of it, of servers that have one */
export function itVerifiesWhatIsBehind(
  { all, built }: Entrance,
  { status, why }: { readonly status: RegExp; readonly why?: { readonly foreign: RegExp; readonly name: RegExp } },
): void {
  const log = (): string => {
    const file = join(all().box, 'error.log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }
  const straight = (...words: readonly string[]): Got =>
    all()
      .place('web', built())
      .run(['/usr/bin/curl', '-sS', '-m', '8', ...words])

  it('takes no plaintext behind', () => {
    expect(straight('http://app:5000/').output).toMatch(/Empty reply|reset by peer/)
    expect(reached(straight('--cacert', '/etc/ringwall/ca.crt', 'https://app:5000/'))).toMatchObject({ PATH_INFO: '/' })
  })

  const any = /^/
  const impostors: readonly (readonly [what: string, prepare: (own: string) => void, why: RegExp])[] = [
    ['for another name', (own) => cpSync(join(built().folder, 'ringwall/other'), own, { recursive: true }), why?.name ?? any],
    [
      'of a foreign authority',
      (own) => {
        copyFileSync(foreignAuthority(), join(own, 'tls.crt'))
        copyFileSync(join(dirname(foreignAuthority()), 'ca.key'), join(own, 'tls.key'))
      },
      why?.foreign ?? any,
    ],
  ]
  it.each(impostors)('refuses a program behind whose certificate is %s', { timeout: 60_000 }, async (_what, prepare, said) => {
    await disguised(all(), built(), prepare)
    const before = log().length
    expect(all().trusting(built(), '-o', join(all().box, 'answer'), '-w', '%{http_code}', secure).output).toMatch(status)
    expect(log().slice(before)).toMatch(said)
    expect(reached(all().trusting(built(), `${secure}other/`))).toMatchObject({ PATH_INFO: '/' })
    await all().behind('app', built())
    // a server may wait a minute before it asks a program again that did not answer
    await all().proxy(built())
    await eventually(() => reached(all().trusting(built(), secure)))
  })
}

/** The program `app` with a certificate that is not its own. It is there, and speaks TLS, when this ends. */
export async function disguised(all: Proxied, built: Built, prepare: (own: string) => void): Promise<void> {
  const folder = mkdtempSync(join(all.box, 'impostor-'))
  mkdirSync(join(folder, 'ringwall/app'), { recursive: true })
  prepare(join(folder, 'ringwall/app'))
  await all.behind('app', { ...built, folder })
  await eventually(() => reached(all.place('web', built).run(['/usr/bin/curl', '-sSk', '-m', '8', 'https://app:5000/'])))
}
