import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Outcome } from '../../../engine/harden/carry-out.ts'
import type { Begun } from '../../../model/journal.ts'
import type { ProofRow, Statement } from '../../../model/statement.ts'
import type { Disk } from '../../../storage/disk.ts'
import { replaceFile } from '../../../storage/disk.ts'
import { version } from '../../version.ts'
import type { Planned } from '../plan.ts'

/** What is said of a run before it is proven; it is kept beside the journal, so that whoever brings the run to its end has it. */
export function draftStatement(number: number, { folder, report }: Planned, begun: Begun): Statement {
  return {
    schema: 'ringwall.statement/0',
    tool: { name: 'ringwall', version },
    state: number,
    started: begun.at,
    ended: begun.at,
    outcome: 'taken-back',
    why: null,
    stages: begun.stages.map(({ phase, files, touched }) => ({
      phase,
      files: files.map(({ path }) => relative(folder, path)),
      components: [...new Set(Object.values(touched).flat())],
    })),
    deployments: report.deployments.map(({ name, root, measures, closed, open }) => ({
      name,
      root,
      measures: measures.map(({ id, title, closes }) => ({ id, title, closes })),
      rows: closed.map(({ id, control, subject, severity, requirements }) => {
        return { id, control, subject, severity, requirements, was: 'configured', now: 'unproven', said: [] }
      }),
      open: open.map(({ finding, why }) => {
        return { id: finding.id, control: finding.control, subject: finding.subject.id, severity: finding.severity, why }
      }),
    })),
    notes: [],
  }
}

/** With what was found of each deployment. */
export function withRows(statement: Statement, rows: ReadonlyMap<string, readonly ProofRow[]>): Statement {
  return {
    ...statement,
    deployments: statement.deployments.map((each) => ({ ...each, rows: rows.get(`${each.root}\0${each.name}`) ?? each.rows })),
  }
}

export function ended(statement: Statement, outcome: Exclude<Outcome, { readonly end: 'stuck' }>, now: string): Statement {
  const { end, notes } = outcome
  return {
    ...statement,
    ended: now,
    outcome: end === 'done' ? 'applied' : 'taken-back',
    why: outcome.end === 'done' ? null : outcome.why,
    notes: [...statement.notes, ...notes],
  }
}

export function keepStatement(folder: string, statement: Statement, disk: Disk): void {
  replaceFile(disk, join(folder, 'statement.json'), `${JSON.stringify(statement, undefined, 2)}\n`, 0o600)
}

/** The statement of a run; only this program writes it. `undefined` for a rollback, which proves nothing. */
export function readStatement(folder: string): Statement | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'statement.json'), 'utf8')) as Statement
  } catch {
    return undefined
  }
}
