import { createHash } from 'node:crypto'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import {
  bookedDeployment,
  deploymentReport,
  findingReport,
  hostileDeployment,
  largeDeployment,
  reportOf,
  importedDeployment,
} from '../testing/report.ts'
import { contentSecurityPolicy, scriptHash, styleHash } from './html-policy.ts'
import { pageScript } from './html-script.ts'
import { pageStyle } from './html-style.ts'
import { html } from './html.ts'

const options = { command: 'audit', all: false, colour: false, columns: 80 } as const

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** Names of all elements and attributes: the page is also well-formed XML once its void elements are closed. */
function namesIn(page: string): { readonly elements: readonly string[]; readonly attributes: readonly string[] } {
  const elements: string[] = []
  const attributes: string[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes: given }) => {
    elements.push(name)
    attributes.push(...Object.keys(given))
  })
  const closed = page
    .replace(/<(meta|input|br)([^>]*)>/g, '<$1$2/>')
    .replace(pageScript, '')
    .replace(pageStyle, '')
    .replace(/ (hidden|selected)(?=[ >])/g, ' $1=""')
    .replace('<!doctype html>', '')
  parser.write(closed).close()
  return { elements, attributes }
}

describe('html', () => {
  it('allows its own style and script, and nothing else', () => {
    expect({ styleHash, scriptHash }).toEqual({ styleHash: hash(pageStyle), scriptHash: hash(pageScript) })
    expect(contentSecurityPolicy).not.toContain('unsafe')
    const page = html(reportOf(deploymentReport()), options)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.match(/<style/g)).toHaveLength(1)
    expect(page).toContain(`<script>${pageScript}</script>`)
    expect(page).toContain(`<style>${pageStyle}</style>`)
    expect(pageScript + pageStyle).not.toContain('</')
  })

  it('names no address and no inline handler or style', () => {
    const page = html(reportOf(deploymentReport(), largeDeployment()), options)
    const { attributes } = namesIn(page)
    expect(page).not.toMatch(/https?:\/\/|url\(|@import/)
    expect(attributes.filter((name) => name.startsWith('on') || name === 'style' || name === 'src')).toEqual([])
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, href = '']) => !href.startsWith('#'))).toEqual([])
  })

  it('keeps hostile text as text', () => {
    const page = html(reportOf(hostileDeployment()), options)
    const { elements } = namesIn(page)
    expect(elements.filter((name) => name === 'script')).toHaveLength(1)
    // oxlint-disable-next-line no-control-regex
    expect(page.replace(pageScript, '')).not.toMatch(/<script>alert|[\x00-\x08\x0e-\x1f\u202a-\u202e]/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('links only to what is there, and gives each name once', () => {
    const page = html(reportOf(deploymentReport(), largeDeployment()), options)
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const missing = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id).filter((id) => !ids.includes(id))
    expect(missing).toEqual([])
    expect(ids.filter((id) => id?.startsWith('t-d1-k'))).toHaveLength(40)
  })

  it('keeps in sight what is accepted, and says what is new and what is fixed', () => {
    const page = html(reportOf(bookedDeployment(), importedDeployment()), options)
    expect(page).toContain('<b>connections are encrypted</b> (new)')
    expect(page).toContain('<dt>Accepted</dt><dd>by Ana until 2027-01-31: only the balancer reaches it')
    expect(page).toContain('Fixed since the baseline')
    expect(page).toContain('Against the baseline: 1 new, 1 fixed.')
    expect(page).toContain('<li class="waived"><b>2</b> <span>waived</span></li>')
    expect(page).toContain('1 finding of Trivy 0.58.1')
  })

  it('says in words what the map draws', () => {
    const page = html(reportOf(deploymentReport()), options)
    expect(page).toContain('aria-label="postgres:5432 from api to db, plaintext, password"')
    expect(page).toContain('3 components in 2 zones, 3 connections: 1 locked, 1 open, 1 unknown.')
  })

  it('shows a finding at every connection that it holds for', () => {
    const [, api] = deploymentReport().channels
    const channels = ['api', 'worker', 'far'].map((from) => ({
      ...api!,
      from,
      id: `${from}->db:5432`,
      evidence: [{ file: 'compose.yml', line: from === 'far' ? 99 : 12 }],
    }))
    const panels = (occurrences: number) => {
      const page = html(reportOf(deploymentReport({ channels, findings: [findingReport('high', { occurrences })] })), options)
      return [0, 1, 2].map((index) => page.split(`<template id="t-d0-k${index}">`)[1]!.split('</template>')[0]!.includes('href="#d0-f0"'))
    }
    expect(panels(2)).toEqual([true, true, false])
    expect(panels(1)).toEqual([true, false, false])
  })

  it('shows a map without judgements', () => {
    const page = html(reportOf(deploymentReport()), { ...options, command: 'map' })
    expect(page).not.toContain('<h3 id="d0-findings"')
    expect(page).not.toContain('class="tiles"')
    expect(page).toContain('<h3 id="d0-connections"')
  })

  it('is a page also of nothing', () => {
    const empty = deploymentReport({ components: [], channels: [], zones: [], findings: [], inputs: [] })
    expect(namesIn(html(reportOf(empty), options)).elements).not.toContain('figure')
    expect(namesIn(html(reportOf(), options)).elements).toContain('main')
  })

  it('is the same for the same report', () => {
    expect(html(reportOf(largeDeployment()), options)).toBe(html(reportOf(largeDeployment()), options))
  })
})
