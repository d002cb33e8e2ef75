import type { ClickhouseHello } from '../../wire/clickhouse.ts'
import { helloClickhouse } from '../../wire/clickhouse.ts'
import type { Asking, Probe } from '../probe.ts'

/** Whether the account `default`, which every installation has, is let in without a password; a made-up account is the control. */
export const authentication: Probe = {
  id: 'clickhouse/authentication',
  asks: 'whether the account default is let in without a password',
  connections: 2,
  async ask(_target, asking) {
    const nobody = await enter(asking, `ringwall-${asking.random(6)}`, 'a made-up account without a password')
    const usual = await enter(asking, 'default', 'default without a password')
    const said = `default ${word(usual)}, a made-up account ${word(nobody)}, both without a password`
    const known = [usual, nobody].find((hello) => hello.kind === 'in')
    if (known !== undefined) return { said, authentication: 'none', version: known.version }
    if (usual.kind === 'refused' && wrong.has(usual.code)) return { said, authentication: 'password' }
    return { said, unproven: [`${said}: that tells nothing of passwords`] }
  },
}

/** UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, AUTHENTICATION_FAILED (ClickHouse, ErrorCodes.cpp). */
const wrong: ReadonlySet<number> = new Set([192, 193, 194, 516])

async function enter(asking: Asking, user: string, shown: string): Promise<ClickhouseHello> {
  const talk = await asking.talk()
  try {
    return await helloClickhouse(talk, user, '', shown)
  } finally {
    talk.end()
  }
}

function word(hello: ClickhouseHello): string {
  return hello.kind === 'in' ? 'is let in' : `is refused (${hello.code})`
}
