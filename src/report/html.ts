import type { Render, RenderOptions } from '../model/render.ts'
import type { DeploymentReport } from '../model/report.ts'
import { answersSection } from './html-answers.ts'
import { findingsSection, fixedSection } from './html-findings.ts'
import { templates } from './html-inspector.ts'
import { page } from './html-page.ts'
import { overview, summary } from './html-summary.ts'
import { componentTable, connectionTable, gapList } from './html-tables.ts'
import { drawMap } from './map-svg.ts'
import { attributes, escape } from './markup.ts'
import { count } from './words.ts'

/** One page that needs nothing else: a document without its script, with it also a map to walk through. */
export const html: Render = (report, options) => {
  const names = report.deployments.map(({ name }) => name)
  const title = `Ringwall: ${names.length === 1 ? names[0] : count(names.length, 'deployment')}`
  const subtitle =
    options.command === 'map'
      ? 'What runs together, and how it speaks to each other.'
      : 'What stands open between the programs of this platform, and how to close it.'
  const heading = names.length === 1 ? (names[0] ?? '') : count(names.length, 'deployment')
  return page({ title, heading, subtitle, tool: report.tool }, [
    report.deployments.length > 1 ? overview(report.deployments, options) : '',
    ...report.deployments.map((deployment, index) => deploymentSection(deployment, `d${index}`, report.deployments.length > 1, options)),
  ])
}

function deploymentSection(deployment: DeploymentReport, id: string, named: boolean, options: RenderOptions): string {
  const files = deployment.inputs.filter(({ as }) => as === 'compose').map(({ file }) => `<code>${escape(file)}</code>`)
  const heading = `<h2 id="${id}-name"${named ? '' : ' class="unseen"'}>${escape(deployment.name)}</h2>`
  return `<section class="deployment" id="${id}" aria-labelledby="${id}-name">
${heading}
<p class="files">${contents(deployment)}${files.length === 0 ? '' : `, from ${files.join(', ')}`}</p>
${summary(deployment, id, options)}
${deployment.components.length === 0 ? '' : mapSection(deployment, id)}
${answersSection(deployment, id)}
${options.command === 'map' ? '' : findingsSection(deployment, id) + fixedSection(deployment, id)}
${connectionTable(deployment, id)}
${componentTable(deployment, id)}
${gapList(deployment, id)}
${templates(deployment, id)}
</section>`
}

function contents({ imported, findings, components, channels }: DeploymentReport): string {
  if (imported !== undefined) return `${count(findings.length, 'finding')} of ${escape([imported.name, imported.version ?? ''].join(' ').trim())}`
  return `${count(components.length, 'component')}, ${count(channels.length, 'connection')}`
}

/** Widths below which a drawing is not squeezed, but scrolls. */
function sizeOf(width: number): string {
  return width <= 520 ? 'small' : width <= 900 ? 'medium' : width <= 1300 ? 'large' : width <= 1700 ? 'huge' : 'vast'
}

function mapSection(deployment: DeploymentReport, id: string): string {
  const { width, height, body, description } = drawMap(deployment, (kind, index) => `#${id}-${kind === 'component' ? 'c' : 'k'}${index}`)
  const frame = { class: `map ${sizeOf(width)}`, role: 'graphics-document document', viewBox: `0 0 ${width} ${height}`, width, height }
  return `<section class="plan" aria-labelledby="${id}-map"><h3 id="${id}-map">Map</h3>
<div class="stage"><figure><div class="scroll" tabindex="0" role="region" aria-label="Map, scrollable">
<svg${attributes({ ...frame, 'aria-labelledby': `${id}-map-title`, 'aria-describedby': `${id}-map-words` })}><title id="${id}-map-title">Map of ${escape(deployment.name)}</title><desc id="${id}-map-words">${escape(description)}</desc>
${body}
</svg></div>
<figcaption><span class="key locked">encrypted, server verified</span><span class="key open">open</span><span class="key unknown">not known</span><span class="key door">published port</span></figcaption></figure>
<aside class="inspector" aria-label="Inspector"><p class="hint">Choose a connection or a component to see its evidence.</p><div class="evidence" aria-live="polite"></div></aside></div></section>`
}
