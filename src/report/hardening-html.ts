import type { DeploymentHardening, FileChange, Hardening } from '../model/hardening.ts'
import type { HardeningRender } from '../model/render.ts'
import type { MeasureGroup, OpenGroup, Risk } from './hardening-groups.ts'
import { gapPlace, gapsIn } from './gaps.ts'
import { changedLines, groupMeasures, groupOpen, phaseWords, placeWords, ranges, reasonWords } from './hardening-groups.ts'
import { page } from './html-page.ts'
import { badge, code, terms } from './html-parts.ts'
import { attributes, escape } from './markup.ts'
import { count, list } from './words.ts'

/** The plan as a page that needs nothing else: measures and what stays open to be opened, and the changed lines of every file. */
export const hardeningHtml: HardeningRender = (hardening) => {
  const names = hardening.deployments.map(({ name }) => name)
  const heading = names.length === 1 ? (names[0] ?? '') : count(names.length, 'deployment')
  const subtitle = 'What is to be changed so that doors close, what may break with it, and what stays open.'
  return page({ title: `Ringwall: plan for ${heading}`, heading, subtitle, tool: hardening.tool }, [
    ...sections(hardening),
    filesSection(hardening.files),
  ])
}

function sections({ deployments }: Hardening): readonly string[] {
  let first = 1
  return deployments.map((deployment, index) => {
    const { groups, risks } = groupMeasures(deployment, first)
    first += groups.length
    return deploymentSection(deployment, groups, risks, `d${index}`, deployments.length > 1)
  })
}

function deploymentSection(
  { name, closed, open, added, inputs }: DeploymentHardening,
  groups: readonly MeasureGroup[],
  risks: readonly Risk[],
  id: string,
  isNamed: boolean,
): string {
  const gaps = gapsIn(inputs)
  const tiles = [
    ['closed', closed.length, 'low'],
    ['left open', open.length, 'high'],
    ['new', added.length, 'medium'],
  ] as const
  return `<section class="deployment" id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name"${isNamed ? '' : ' class="unseen"'}>${escape(name)}</h2>
<ul class="tiles" aria-label="Findings">${tiles.map(([words, number, style]) => `<li class="${style}${number === 0 ? ' none' : ''}"><b>${number}</b> <span>${words}</span></li>`).join('')}</ul>
${part(`${id}-measures`, 'Measures', groups.length === 0 ? '<p>Nothing is to be changed.</p>' : groups.map(measure).join('\n'))}
${risks.length === 0 ? '' : part(`${id}-risks`, 'What may break', `<ul class="places">${risks.map(risk).join('')}</ul>`)}
${open.length === 0 ? '' : part(`${id}-open`, 'Left open', groupOpen(open).map(openCard).join('\n'))}
${added.length === 0 ? '' : part(`${id}-new`, 'New', `<ul class="places">${added.map(({ severity, title, subject }) => `<li>${badge(severity)} ${escape(title)} <span class="subject">${escape(subject.id)}</span></li>`).join('')}</ul>`)}
${gaps.length === 0 ? '' : part(`${id}-gaps`, 'Not known', `<ul class="places">${gaps.map((gap) => `<li>${code(gapPlace(gap))} ${escape(gap.why)}</li>`).join('')}</ul>`)}
</section>`
}

function part(id: string, heading: string, content: string): string {
  return `<section aria-labelledby="${id}"><h3 id="${id}">${heading}</h3>\n${content}\n</section>`
}

function measure({ number, title, places, files, controls, requirements, phases, notes }: MeasureGroup): string {
  return `<details${attributes({ class: 'finding', id: `m${number}` })}><summary><span class="badge info">${number}</span><span class="what"><b>${escape(title)}</b></span><span class="where">${code(shortPlace(placeWords(places, files)))}</span></summary>
<div class="detail">${terms([
    ['At', code(placeWords(places, files))],
    ['Closes', controls.map(code).join(' ')],
    ['Guide rows', requirements.map(code).join(' ')],
    ['Order', items(phases.map(([phase, components], at) => `${at + 1}. ${phaseWords[phase]}: ${escape(list(components))}`))],
    ['Notes', items(notes.map(escape))],
  ])}</div></details>`
}

function shortPlace(place: string): string {
  const first = place.split(/[,;]/)[0] ?? ''
  return first.length < place.length ? `${first} ...` : place
}

function items(words: readonly string[]): string {
  return words.length === 0 ? '' : `<ul class="places">${words.map((each) => `<li>${each}</li>`).join('')}</ul>`
}

function risk({ text, numbers }: Risk): string {
  return `<li>${escape(text)} <span class="more">(${escape(ranges(numbers))})</span></li>`
}

function openCard({ finding, subjects, reason, why }: OpenGroup): string {
  return `<details class="finding"><summary>${badge(finding.severity)}<span class="what"><b>${escape(finding.title)}</b> <span class="subject">${escape(subjects.join(', '))}</span></span><span class="where">${escape(reasonWords[reason])}</span></summary>
<div class="detail">${terms([
    ['Why it stays', escape(why)],
    ['Fix', finding.fix === '' ? '' : `<span class="fix">${escape(finding.fix)}</span>`],
    ['Guide rows', finding.requirements.map(code).join(' ')],
    ['Control', code(finding.control)],
  ])}</div></details>`
}

function filesSection(files: readonly FileChange[]): string {
  return files.length === 0 ? '' : part('files', 'Files', files.map(fileCard).join('\n'))
}

function fileCard({ file, is, mode, isSecret, diff }: FileChange, index: number): string {
  const words = [is, mode, isSecret ? 'secret, not shown' : count(changedLines(diff), 'line')].filter((each) => each !== null).join(', ')
  const head = `${code(file)} <span class="more">${escape(words)}</span>`
  if (diff === '') return `<p class="finding file">${head}</p>`
  const lines = diff
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
  return `<details class="finding file"><summary>${head}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Changed lines of file ${index + 1}, scrollable"><pre class="diff">${lines.map(diffLine).join('\n')}</pre></div></details>`
}

function diffLine(line: string): string {
  const kind = line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : line.startsWith('@@') ? 'b' : ''
  return kind === '' ? escape(line) : `<${kind}>${escape(line)}</${kind}>`
}
