import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Tally } from '../test/hardening-tally.ts'
import { asHardening, shareLeft, tallies } from '../test/hardening-tally.ts'
import { call, reportOf } from '../test/in-process.ts'
import { unshown } from '../test/shown-changes.ts'
import { composeCheck } from './compose-check.ts'

/**
 * `npm run measure:harden PATH...`: the critical and high findings that `harden` closes and leaves open, and what an audit of its result says;
 * whether anything is another that the plan does not show; and whether Compose still takes what it took.
 */
const paths = process.argv.slice(2)
if (paths.length === 0) throw new Error('name a folder: npm run measure:harden examples')

const all = (await Promise.all(paths.map(measured))).flat()
for (const tally of all) print(tally)
printReasons(all)
if (all.some(({ undeclared }) => undeclared.length > 0)) process.exitCode = 1

async function measured(path: string): Promise<readonly Tally[]> {
  const from = resolve(process.env['INIT_CWD'] ?? '.', path)
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-measure-'))
  try {
    // loose files are named by their folder
    const copy = join(folder, basename(from))
    const plan = asHardening(await call(['harden', from, '--format', 'json', '--write', copy]))
    const { faults, exact } = unshown(from, copy, plan)
    console.log(
      `${path}: ${plan.files.length} files are another, ${exact} of their diffs show every byte, ${faults.length} differ from what is shown`,
    )
    for (const fault of faults) console.log(`    NOT SHOWN  ${fault}`)
    const report = await reportOf(from)
    const check = composeCheck(from, copy, report)
    console.log(
      check === undefined
        ? 'docker-compose is not installed: what it says of the result is not known'
        : `docker-compose took ${check.taken} deployments before, and does not take ${check.faults.length} of them after`,
    )
    for (const fault of check?.faults ?? []) console.log(`    NOT TAKEN  ${fault}`)
    if (faults.length + (check?.faults ?? []).length > 0) process.exitCode = 1
    return tallies(plan, report, await reportOf(copy))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function print({ name, before, closed, open, undeclared, unseen }: Tally): void {
  if (before.length + open.length + undeclared.length === 0) return
  console.log(`${name}: ${before.length} before, ${closed.length} closed, ${open.length} open`)
  for (const { finding, reason, why } of open) console.log(`    ${reason}  ${finding.control}  ${finding.subject.id}: ${why}`)
  for (const { control, subject } of undeclared) console.log(`    NOT DECLARED  ${control}  ${subject.id}`)
  for (const { finding } of unseen) console.log(`    not seen any more  ${finding.control}  ${finding.subject.id}`)
}

function printReasons(tallied: readonly Tally[]): void {
  const sum = (of: (tally: Tally) => number): number => tallied.reduce((total, tally) => total + of(tally), 0)
  console.log(
    `\nin all: ${sum(({ before }) => before.length)} before, ${sum(({ closed }) => closed.length)} closed, ${sum(({ open }) => open.length)} open, ${sum(({ undeclared }) => undeclared.length)} not declared: ${(shareLeft(tallied) * 100).toFixed(1)} % left`,
  )
  const open = tallied.flatMap((tally) => tally.open)
  for (const by of [open.map(({ reason }) => reason as string), open.map(({ finding }) => finding.control)]) console.log(`  ${counted(by)}`)
}

/** `a 3, b 1`, the most first. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ')
}
