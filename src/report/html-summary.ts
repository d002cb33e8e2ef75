import type { RenderOptions } from '../model/render.ts'
import type { DeploymentReport } from '../model/report.ts'
import type { ChannelState } from './channel-words.ts'
import { stateOf } from './channel-words.ts'
import { table } from './html-parts.ts'
import { escape } from './markup.ts'
import { count } from './words.ts'

const levels = ['critical', 'high', 'medium', 'low', 'info', 'unknown', 'waived'] as const
/** `waived` has a place only where something is. */
function shownLevels(deployments: readonly DeploymentReport[]): readonly (typeof levels)[number][] {
  return deployments.some(({ summary: counts }) => counts.waived > 0) ? levels : levels.filter((level) => level !== 'waived')
}

const states: readonly ChannelState[] = ['locked', 'open', 'unknown']

/** The deployments with their counts: the way into each of them. */
export function overview(deployments: readonly DeploymentReport[], { command }: RenderOptions): string {
  const columns = command === 'map' ? [] : shownLevels(deployments)
  const rows = deployments.map(({ name, components, channels, summary: counts }, index) => {
    const cells = [components.length, channels.length, ...columns.map((level) => counts[level])].map(
      (number) => `<td class="number${number === 0 ? ' none' : ''}">${number}</td>`,
    )
    return `<tr><th scope="row"><a href="#d${index}">${escape(name)}</a></th>${cells.join('')}</tr>`
  })
  return `<nav class="overview" aria-label="Deployments">${table('Deployments', ['Deployment', 'Components', 'Connections', ...columns.map(capital)], rows)}</nav>`
}

/** Counts by severity, and how many connections are locked. */
export function summary(deployment: DeploymentReport, id: string, { command }: RenderOptions): string {
  const { summary: counts, channels, inputs } = deployment
  const tiles =
    command === 'map'
      ? []
      : shownLevels([deployment]).map(
          (level) => `<li class="${level}${counts[level] === 0 ? ' none' : ''}"><b>${counts[level]}</b> <span>${level}</span></li>`,
        )
  const gaps = inputs.reduce((sum, input) => sum + input.gaps.length, 0)
  const gapLink = gaps === 0 ? '' : `<p class="gap-note"><a href="#${id}-gaps">${count(gaps, 'gap')}</a>: not everything could be read.</p>`
  const { new: added, fixed } = counts
  const change = added === undefined ? '' : `<p class="gap-note">Against the baseline: ${added} new, ${fixed ?? 0} fixed.</p>`
  return `${tiles.length === 0 ? '' : `<ul class="tiles" aria-label="Findings by severity">${tiles.join('')}</ul>`}${change}${bar(channels.map(stateOf))}${gapLink}`
}

const barWidth = 600

function bar(found: readonly ChannelState[]): string {
  if (found.length === 0) return ''
  let x = 0
  const parts = states.map((state) => {
    const width = (found.filter((each) => each === state).length / found.length) * barWidth
    const rect = `<rect class="${state}" x="${x.toFixed(1)}" y="0" width="${Math.max(0, width - 2).toFixed(1)}" height="8"/>`
    x += width
    return width === 0 ? '' : rect
  })
  const words = states.map((state) => `<span class="state ${state}">${found.filter((each) => each === state).length} ${state}</span>`)
  return `<div class="share"><svg viewBox="0 0 ${barWidth} 8" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg><p>Connections: ${words.join(', ')}</p></div>`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
