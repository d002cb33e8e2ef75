import type { DeploymentReport, Finding, WaiverReport } from '../model/report.ts'
import { badge, code, levelOf, placeList, placeOf, terms } from './html-parts.ts'
import { attributes, escape } from './markup.ts'
import { count } from './words.ts'

/** All findings, the worst first as the report has them, each to be opened. */
export function findingsSection({ findings }: DeploymentReport, id: string): string {
  const heading = `<h3 id="${id}-findings">Findings</h3>`
  if (findings.length === 0) return `<section aria-labelledby="${id}-findings">${heading}<p>Nothing was found.</p></section>`
  return `<section aria-labelledby="${id}-findings">${heading}
${filter(findings, id)}
${findings.map((finding, index) => card(finding, `${id}-f${index}`)).join('\n')}
</section>`
}

/** What the baseline had, and is no more. */
export function fixedSection({ fixed = [] }: DeploymentReport, id: string): string {
  if (fixed.length === 0) return ''
  const items = fixed.map(
    ({ title, subject, control }) => `<li>${escape(title)} <span class="subject">${escape(subject.id)}</span> ${code(control)}</li>`,
  )
  return `<section aria-labelledby="${id}-fixed"><h3 id="${id}-fixed">Fixed since the baseline</h3><ul>${items.join('')}</ul></section>`
}

function acceptance({ owner, until, reason, file, line }: WaiverReport): string {
  return `by ${escape(owner)} until ${escape(until)}: ${escape(reason)} <span class="more">(${placeOf({ file, line })})</span>`
}

function filter(findings: readonly Finding[], id: string): string {
  const levels = [...new Set(findings.map(levelOf))]
  const controls = [...new Set(findings.map(({ control }) => control))].sort()
  return `<form class="filter" hidden>
<p><label for="${id}-words">Search</label><input id="${id}-words" name="words" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="${id}-severity">Severity</label>${select(`${id}-severity`, 'severity', levels)}</p>
<p><label for="${id}-control">Control</label>${select(`${id}-control`, 'control', controls)}</p>
<p><button type="reset">Clear</button></p><p class="status" role="status"></p></form>`
}

function select(id: string, name: string, values: readonly string[]): string {
  return `<select${attributes({ id, name })}><option value="">all</option>${values.map((value) => `<option>${escape(value)}</option>`).join('')}</select>`
}

function card(finding: Finding, id: string): string {
  const [first] = finding.locations
  const level = levelOf(finding)
  const more = finding.locations.length > 1 ? ` <span class="more">and ${count(finding.locations.length - 1, 'more place')}</span>` : ''
  return `<details${attributes({ class: 'finding', id, 'data-severity': level, 'data-control': finding.control })}><summary>${badge(level)}<span class="what"><b>${escape(finding.title)}</b>${finding.baseline === 'new' ? ' (new)' : ''} <span class="subject">${escape(finding.subject.id)}</span></span><span class="where">${first === undefined ? '' : placeOf(first) + more}</span></summary>
<div class="detail"><p>${escape(finding.message)}</p>
${terms([
  ['Accepted', finding.waiver === undefined ? '' : acceptance(finding.waiver)],
  ['Fix', finding.fix === '' ? '' : `<span class="fix">${escape(finding.fix)}</span>`],
  ['Expected', escape(finding.expected)],
  ['Found', escape(finding.actual)],
  ['Places', placeList(finding.locations)],
  ['Requirements', finding.requirements.map(code).join(' ')],
  ['References', escape(finding.references.join('; '))],
  ['Control', `${code(finding.control)} <span class="more">judged on what is ${escape(finding.basis)}; ${escape(finding.verdict)}</span>`],
])}</div></details>`
}
