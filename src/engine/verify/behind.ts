import type { Judgement } from '../../model/control.ts'
import type { Deployment } from '../../model/graph.ts'
import type { Answer } from '../../model/observed.ts'

/** How a report names an answer: what was asked of whom, and from where where that is another place. */
export function answerId({ probe, asked, vantage }: Pick<Answer, 'probe' | 'asked' | 'vantage'>): string {
  return `${probe} ${asked.id}${vantage === 'this machine' ? '' : ` from ${vantage}`}`
}

/** What of an answer a control judges that passes without a concern. */
const judged: Readonly<Record<string, 'tls' | 'authentication' | 'certificate' | 'sockets'>> = {
  'channel/certificate': 'certificate',
  'channel/plaintext-refused': 'tls',
  'listener/authenticated': 'authentication',
  'listener/plain-http': 'tls',
  'listener/undeclared': 'sockets',
}

/** The answers that a passing judgement rests on: it was seen so. */
export function answersBehindPass(control: string, judgement: Judgement, { answers = [] }: Pick<Deployment, 'answers'>): readonly string[] {
  const { subject, component, concern, key } = judgement
  const property = judged[control]
  return answers
    .filter(({ asked, learned }) => {
      if (learned === undefined) return false
      if (concern !== undefined)
        return (
          asked.component === component &&
          (learned.observations ?? []).some((each) => each.key === key && each.concern === concern && each.verdict === 'safe')
        )
      if (property === undefined || learned[property] === undefined) return false
      if (property === 'sockets') return asked.component === subject
      return asked.id === subject || (property === 'certificate' && subject.endsWith(`->${asked.id}`))
    })
    .map(answerId)
}

/** The answers that an observed judgement rests on. */
export function answersBehind(judgement: Judgement, { answers = [] }: Pick<Deployment, 'answers'>): readonly string[] {
  if (judgement.verdict !== 'fail' || judgement.basis !== 'observed') return []
  const { subject, component, concern, key, discriminator } = judgement
  return answers.filter((answer) => isAbout(answer) && taught(answer)).map(answerId)

  function isAbout({ asked }: Answer): boolean {
    return asked.id === subject || subject.endsWith(`->${asked.id}`) || (concern !== undefined && asked.component === component)
  }

  function taught({ learned }: Answer): boolean {
    if (learned === undefined) return false
    if (concern !== undefined)
      return (learned.observations ?? []).some((each) => each.key === key && each.concern === concern && each.verdict !== 'safe')
    if (discriminator === 'redirects') return learned.redirects === false
    if (discriminator === 'tls' || discriminator === 'authentication') return learned[discriminator] !== undefined
    if (learned.sockets !== undefined) return subject === component
    return learned.tls !== undefined || learned.authentication !== undefined || learned.certificate !== undefined
  }
}
