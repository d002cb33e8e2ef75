import type { AnswerReport, DeploymentReport } from '../model/report.ts'
import type { Paint } from './paint.ts'
import { count, printable, wrap } from './words.ts'

/** What the running system said, what it did not prove, and what was not asked; `all` also shows the way of each conversation. */
export function answerLines({ answers }: DeploymentReport, all: boolean, width: number, ink: Paint): string | undefined {
  if (answers === undefined || answers.length === 0) return undefined
  const of = (outcome: AnswerReport['outcome']): readonly AnswerReport[] => answers.filter((answer) => answer.outcome === outcome)
  const [said, unproven, left] = [of('answered'), of('unproven'), of('not-asked')]
  const counts = `${count(said.length, 'answer')}, ${unproven.length} unproven, ${left.length} not asked`
  const shown = [...said, ...unproven, ...left].flatMap((answer) => answerLine(answer, all, width, ink))
  return [`  ${ink.bold('Asked')}  ${ink.dim(counts)}`, ...shown].join('\n')
}

function answerLine(answer: AnswerReport, all: boolean, width: number, ink: Paint): readonly string[] {
  const { listener, address, probe, vantage, said, open, outcome } = answer
  const from = vantage === 'this machine' ? '' : ` from ${vantage}`
  const head = `    ${printable(listener)}  ${ink.dim(printable(`${probe}${address === null ? '' : ` at ${address}`}${from}`))}`
  const lines = [...(said === null ? [] : [said]), ...open.map((why) => `${outcome === 'not-asked' ? 'not asked' : 'unproven'}: ${why}`)]
  const body = lines.flatMap((line) => wrap(printable(line), width - 6)).map((line) => `      ${line}`)
  for (const { account, pair, outcome: came } of answer.tries ?? [])
    body.push(...wrap(printable(`tried ${account} (${pair}): ${came}`), width - 8).map((line) => `        ${line}`))
  if (!all) return [head, ...body]
  const steps = answer.transcript.map(({ direction, text, bytes }) => ink.dim(`        ${arrows[direction]} ${printable(text)} (${bytes} bytes)`))
  return [head, ...body, ...steps]
}

const arrows: Readonly<Record<AnswerReport['transcript'][number]['direction'], string>> = { sent: '\u2192', received: '\u2190', note: '\u00b7' }
