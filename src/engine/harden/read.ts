import type { DeploymentInput } from '../../model/platform.ts'
import type { Found, Registry } from '../audit.ts'
import { buildDeployment } from '../build.ts'
import { judge } from '../judge.ts'
import type { Books } from '../ledger.ts'
import { openLedger } from '../ledger.ts'
import { reportDeployment } from '../report.ts'
import { guidesInForce } from '../requirements.ts'
import type { Subject } from './hands.ts'

/** Gives what is known of a deployment as it stands, else has it judged. */
export type Once = (input: DeploymentInput, judged: () => Subject) => Subject

/** Every deployment of a call with what fails in it; what somebody waived stays theirs. */
export function judgeForHardening(
  found: Found,
  registry: Registry,
  { guides, books, now, once }: { readonly guides: readonly string[]; readonly books: Books; readonly now: string; readonly once: Once },
): readonly Subject[] {
  const ledger = openLedger(books, now)
  const controls = registry.controls.filter(({ after }) => after === undefined)
  const one = (input: DeploymentInput): Subject => once(input, () => subjectOf(input))
  const subjectOf = (input: DeploymentInput): Subject => {
    const deployment = buildDeployment(input, registry.technologies, now)
    const judged = judge(deployment, controls, guidesInForce(deployment, registry.guides, guides), false, ledger)
    const { findings, inputs } = reportDeployment(deployment, judged)
    return { deployment, findings, inputs, failed: judged.failed }
  }
  const described = found.deployments.map(one)
  return [...described, ...(found.rest?.().deployments ?? []).map(one)]
}
