import { resolve } from 'node:path'
import type { EarlierAnswer } from '../../engine/verify/drift.ts'
import { boundedText } from '../bounded.ts'

/** The answers of an earlier report, by deployment. `readBaseline` has refused what is no report; an answer that is none is left out. */
export function earlierAnswers(name: string, cwd: string): ReadonlyMap<string, readonly EarlierAnswer[]> {
  const { deployments = [] } = JSON.parse(boundedText(resolve(cwd, name), `--since ${name}`)) as {
    readonly deployments?: readonly { readonly name: string; readonly answers?: unknown }[]
  }
  return new Map(deployments.map(({ name: called, answers }) => [called, Array.isArray(answers) ? answers.filter(isAnswer) : []]))
}

function isAnswer(value: unknown): value is EarlierAnswer {
  const { id, outcome, said, open } = (value ?? {}) as Readonly<Record<string, unknown>>
  return typeof id === 'string' && typeof outcome === 'string' && (said === null || typeof said === 'string') && Array.isArray(open)
}
