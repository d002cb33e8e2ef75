import type { Grant } from '../../guard/acl/types.ts'
import { subjectText } from '../../guard/rights/names.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { ask } from './speak.ts'

type Options = Readonly<Record<string, unknown>>

/** `ringwall guard rights list`: those of guard.yaml and those that were given since. */
export async function runRightList(options: Options, io: Io): Promise<number> {
  const grants = (await ask(options, io, 'GET', '/rights')) as readonly Grant[]
  for (const { id, subject, resource, effect, relation, mayGrant, expires, by } of grants) {
    const until = expires === undefined ? [] : [`until ${new Date(expires).toISOString().slice(0, 10)}`]
    const more = [...(mayGrant === true ? ['may grant'] : []), ...until, `by ${by.id}`]
    io.stdout.write(`${[id, effect, relation, `on ${resource.id}`, `to ${subjectText(subject)}`, ...more].join('  ')}\n`)
  }
  if (grants.length === 0) io.stdout.write('no rights\n')
  return exit.clean
}

/** `ringwall guard rights give WHO RIGHT RESOURCE`: it holds at once. */
export async function runRightGive(to: string, right: string, on: string, options: Options, io: Io): Promise<number> {
  const until = textOption(options['until'])
  await ask(options, io, 'POST', '/rights', {
    to,
    on,
    ...(options['deny'] === true ? { deny: right } : { right }),
    ...(options['mayGrant'] === true ? { 'may-grant': true } : {}),
    ...(until === undefined ? {} : { until }),
  })
  io.stdout.write(`${options['deny'] === true ? 'denied' : 'given'}: ${right} on ${on} to ${to}\n`)
  return exit.clean
}

export async function runRightTake(id: string, options: Options, io: Io): Promise<number> {
  await ask(options, io, 'POST', `/rights/${encodeURIComponent(id)}/take`, {})
  io.stdout.write(`${id} is taken back\n`)
  return exit.clean
}
