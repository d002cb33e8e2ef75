import type { DoorQuestion } from '../../model/doors.ts'
import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { HttpAnswer, Header } from '../../wire/http/answer.ts'
import { textOf, valueOf } from '../../wire/http/answer.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { looks, turnedAway } from './look.ts'
import { askPage } from './page.ts'
import { seen } from './remark.ts'

/** What became of one door. */
type Found =
  | { readonly state: 'open'; readonly by: 'nothing' | 'any key' }
  | { readonly state: 'closed'; readonly status: number }
  /** The product has no such door here: another version, another of its ports. */
  | { readonly state: 'absent' }
  | { readonly state: 'certificate' }
  | { readonly state: 'unproven'; readonly why: string }

/** The doors of one product, asked without a log-in. `declared` names the kind of log-in where files tell it: the wire shows only that there is one. */
export function doorProbe(product: string, questions: readonly DoorQuestion[], declared?: Authentication): Probe {
  return {
    id: `${product}/doors`,
    asks: `what is open without a log-in: ${questions.map(({ opens }) => opens).join(', ')}`,
    connections: questions.length * 3,
    async ask(target, asking) {
      const found: (readonly [DoorQuestion, Found])[] = []
      for (const question of questions) found.push([question, await askDoor(question, target, asking)])
      return learned(found, declared)
    },
  }
}

async function askDoor(question: DoorQuestion, target: Target, asking: Asking): Promise<Found> {
  const answer = await askPage(target, asking, request(question, question.path))
  if (answer.status === 400 && /No required SSL certificate was sent/.test(textOf(answer))) return { state: 'certificate' }
  if (looks(answer, question.open)) {
    const control = await askPage(target, asking, request(question, besides(question.path, asking.random), '(made up)'))
    if (looks(control, question.open)) return { state: 'unproven', why: `a made-up path is answered as ${question.path} is` }
    return { state: 'open', by: 'nothing' }
  }
  const closed = question.closed ?? turnedAway
  if (closed.some((look) => looks(answer, look))) return closedDoor(question, answer, target, asking)
  if ([404, 405, 410, 501].includes(answer.status)) return { state: 'absent' }
  return { state: 'unproven', why: `${question.path} is answered with ${answer.status}, which tells neither` }
}

/** Turned away: by the product, and with a key of nobody too? */
async function closedDoor(question: DoorQuestion, answer: HttpAnswer, target: Target, asking: Asking): Promise<Found> {
  const { control, key } = question
  if (key !== undefined) {
    const made = [key].flat().map(({ header, prefix = '' }): Header => [header, `${prefix}${asking.random(16)}`])
    const again = await askPage(target, asking, {
      ...request(question, question.path, `${question.path} with a made-up key`),
      headers: [...typed(question), ...made],
    })
    if (looks(again, question.open)) return { state: 'open', by: 'any key' }
  }
  if (question.closed?.some((look) => look.telling === true && looks(answer, look)) === true) return { state: 'closed', status: answer.status }
  if (answer.status === 401 && valueOf(answer, 'www-authenticate') !== undefined) return { state: 'closed', status: 401 }
  if (control !== undefined && looks(await askPage(target, asking, { path: control.path }), control.look))
    return { state: 'closed', status: answer.status }
  const other = await askPage(target, asking, request(question, besides(question.path, asking.random), '(made up)'))
  if (other.status !== answer.status) return { state: 'closed', status: answer.status }
  return { state: 'unproven', why: `a made-up path is turned away as ${question.path} is: whether the product stands there is not known` }
}

function request(question: DoorQuestion, path: string, shown?: string): Parameters<typeof askPage>[2] {
  const { method, body } = question
  return {
    path,
    headers: typed(question),
    ...(method === undefined ? {} : { method }),
    ...(body === undefined ? {} : { body }),
    ...(shown === undefined ? {} : { shown }),
  }
}

function typed({ body, headers = [] }: DoorQuestion): readonly Header[] {
  return [...headers, body === undefined ? ['Accept', 'application/json, */*'] : ['Content-Type', 'application/json']]
}

/** A path of nobody in the same folder. */
function besides(path: string, random: Asking['random']): string {
  const [before = ''] = path.split('?')
  return `${before.slice(0, before.replace(/\/$/, '').lastIndexOf('/'))}/ringwall-${random(8)}`
}

function learned(found: readonly (readonly [DoorQuestion, Found])[], declared: Authentication | undefined): Learned {
  const there = found.filter(([, { state }]) => state !== 'absent')
  const decided = there.filter(([{ login }, { state }]) => login !== undefined && state !== 'unproven')
  const open = decided.some(([, { state }]) => state === 'open')
  const unproven = there.flatMap(([, each]) => (each.state === 'unproven' ? [each.why] : []))
  if (there.length === 0)
    return { said: 'no door of the product stands here', unproven: ['none of the paths that the product is known to have is there'] }
  return {
    said: there.map(([question, each]) => clause(question, each)).join('; '),
    observations: there.flatMap(([question, each]) => observation(question, each)),
    ...(decided.length === 0 ? {} : { authentication: open ? 'none' : kindOf(decided, declared) }),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

function kindOf(decided: readonly (readonly [DoorQuestion, Found])[], declared: Authentication | undefined): Authentication {
  if (decided.some(([, { state }]) => state === 'certificate')) return 'certificate'
  return declared === undefined || declared === 'none' ? (decided[0]?.[0].login ?? 'password') : declared
}

function clause({ opens, path }: DoorQuestion, found: Found): string {
  if (found.state === 'open') return `${opens} (${path}): open to ${found.by === 'any key' ? 'any key' : 'everybody'}`
  if (found.state === 'closed') return `${opens}: closed (${found.status})`
  if (found.state === 'certificate') return `${opens}: only with a certificate`
  return `${opens}: not proven`
}

function observation({ finding, opens, path }: DoorQuestion, found: Found): readonly Observation[] {
  if (finding === undefined) return []
  if (found.state === 'open') return [seen(finding, 'unsafe', `${opens} (${path}): open to everybody who reaches the port`, 'open')]
  if (found.state === 'closed' || found.state === 'certificate') return [seen(finding, 'safe', `${opens}: not without a log-in`, 'closed')]
  return []
}
