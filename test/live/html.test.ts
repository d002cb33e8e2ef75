import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { guideHtml } from '../../src/report/guide-html.ts'
import { html } from '../../src/report/html.ts'
import { guideAnswer, renderOptions } from '../../src/testing/answer.ts'
import { deploymentReport, hostileDeployment, largeDeployment, reportOf } from '../../src/testing/report.ts'

// Needs Debian's chromium. The page is opened from a file, as people open it.
const root = join(import.meta.dirname, '../..')
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => spawnSync(path, ['--version']).status === 0)
if (program === undefined && process.env['RINGWALL_REQUIRE_LIVE'] === '1') throw new Error('chromium is required and is not installed')

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const widths = [400, 1400] as const

describe.skipIf(program === undefined)('the page in chromium', () => {
  let folder = ''
  let browser: Browser
  let page: Page
  let trouble: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-html-'))
    const example = join(root, 'src/technologies/airflow/examples/weak')
    const args = [join(root, 'dist/cli.js'), 'audit', example, '--format', 'html', '--fail-on', 'never', '--output', join(folder, 'example.html')]
    execFileSync(process.execPath, args)
    const guide = [join(root, 'dist/cli.js'), 'guide', 'cornflow', join(root, 'examples/cornflow/hardened'), '--format', 'html', '--fail-on', 'never']
    execFileSync(process.execPath, [...guide, '--output', join(folder, 'guide.html')])
    const plan = [join(root, 'dist/cli.js'), 'harden', join(root, 'examples/corridor/weak'), '--format', 'html']
    execFileSync(process.execPath, [...plan, '--output', join(folder, 'plan.html')])
    writeFileSync(join(folder, 'rows.html'), guideHtml(guideAnswer, renderOptions))
    const options = { command: 'audit', all: false, colour: false, columns: 80 } as const
    writeFileSync(join(folder, 'two.html'), html(reportOf(deploymentReport(), largeDeployment()), options))
    writeFileSync(join(folder, 'hostile.html'), html(reportOf(hostileDeployment()), options))
    browser = await chromium.launch({ executablePath: program!, args: flags })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    await page.context().close()
    if (trouble.length > 0) throw new Error(`the page was not quiet: ${trouble.join('; ')}`)
  })

  async function open(
    name: string,
    width: number,
    more: { readonly javaScriptEnabled?: boolean; readonly colorScheme?: 'dark' | 'light' } = {},
  ): Promise<void> {
    trouble = []
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...more })
    page = await context.newPage()
    const address = pathToFileURL(join(folder, `${name}.html`)).href
    page.on('console', (message) => trouble.push(message.text()))
    page.on('pageerror', (error) => trouble.push(error.message))
    page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => {
      if (request.url() !== address) trouble.push(`request: ${request.url()}`)
    })
    await page.goto(address)
  }

  async function evidence(): Promise<string> {
    return (await page.locator('.inspector .evidence').first().innerText()).replaceAll(/\s+/g, ' ')
  }

  it.each(widths)('fits, and asks the network for nothing, at %i pixels', async (width) => {
    await open('example', width)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await page.locator('.finding').count()).toBeGreaterThan(3)
    expect(await page.locator('.map a.node').count()).toBeGreaterThan(1)
  })

  it.each(widths)('shows the evidence of a clicked connection at %i pixels', async (width) => {
    await open('two', width)
    await page.locator('.map a.edge.open .plate').first().click()
    expect(await evidence()).toMatch(/api to db:5432 .*Encryption plaintext .*Login password Setting DATABASE_URL Evidence compose\.yml:12 Findings/)
    expect(await page.locator('.map a.chosen').getAttribute('aria-label')).toBe('postgres:5432 from api to db, plaintext, password')
    await page.keyboard.press('Escape')
    expect(await evidence()).toBe('')
  })

  it('does the same from the keyboard', async () => {
    await open('two', 1400)
    const label = () => page.evaluate("document.activeElement?.getAttribute('aria-label') ?? ''")
    for (let presses = 0; presses < 30 && (await label()) !== 'postgres:5432 from api to db, plaintext, password'; presses++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await evidence()).toContain('api to db:5432')
    await page.locator('.inspector a[href^="#d0-f"]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#d0-f1[open]').waitFor()
    expect(await page.evaluate('document.activeElement?.parentElement?.id')).toBe('d0-f1')
  })

  it('filters findings by words and severity', async () => {
    await open('two', 1400)
    const shown = () => page.locator('#d0 .finding:visible').count()
    expect(await shown()).toBe(4)
    await page.locator('#d0-severity').selectOption('high')
    expect(await shown()).toBe(1)
    expect(await page.locator('#d0 [role=status]').innerText()).toBe('1 of 4 shown')
    await page.locator('#d0 button[type=reset]').click()
    await page.locator('#d0-words').fill('without ROOT')
    expect(await page.locator('#d0 .finding:visible').innerText()).toContain('components run without root')
  })

  it.each(widths)('shows a guide, and asks the network for nothing, at %i pixels', async (width) => {
    await open('guide', width)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(await page.locator('.finding').count()).toBe(43)
    await page.locator('.finding summary').first().click()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  it.each(widths)('shows a plan of hardening, and asks the network for nothing, at %i pixels', async (width) => {
    await open('plan', width)
    for (const card of ['#d0-measures', '#d0-open', '#files']) {
      const summary = page.locator(`section[aria-labelledby="${card.slice(1)}"] .finding summary`).first()
      await summary.focus()
      await page.keyboard.press('Enter')
    }
    expect(await page.locator('details.finding[open]').count()).toBe(3)
    expect(await page.locator('.diff ins').count()).toBeGreaterThan(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  it('filters the rows of a guide by words and verdict, headings with them', async () => {
    await open('rows', 1400)
    expect(await page.locator('.rows h3:visible').count()).toBe(4)
    await page.locator('#rows-verdict').selectOption('violated')
    expect(await page.locator('.rows .finding:visible').count()).toBe(1)
    expect(await page.locator('.rows h3:visible').innerText()).toBe('Violated 1')
    expect(await page.locator('[role=status]').innerText()).toBe('1 of 4 shown')
    await page.locator('button[type=reset]').click()
    await page.locator('#rows-words').fill('ask it.')
    expect(await page.locator('.rows .finding:visible').getAttribute('id')).toBe('G-4')
  })

  it('is a readable document without its script', async () => {
    await open('two', 1400, { javaScriptEnabled: false })
    await page.locator('#d0-f0 summary').click()
    expect(await page.locator('#d0-f0 .detail').innerText()).toContain('add sslmode=verify-full to DATABASE_URL')
    await page.locator('.map a.edge.open .plate').first().click()
    expect(page.url()).toMatch(/#d0-k1$/)
    expect(await page.locator('form.filter:visible').count()).toBe(0)
  })

  it('runs nothing that a file says', async () => {
    await open('hostile', 1400)
    await page.locator('.map a.node').first().click()
    expect(await evidence()).toContain('<script>alert(1)</script>')
  })

  it.each([
    ['plan', 1400, 'light'],
    ['plan', 400, 'dark'],
    ['guide', 1400, 'light'],
    ['guide', 400, 'dark'],
    ['example', 1400, 'light'],
    ['two', 1400, 'dark'],
    ['two', 400, 'light'],
  ] as const)('has no serious fault of accessibility: %s, %i pixels, %s', async (name, width, colorScheme) => {
    await open(name, width, { colorScheme })
    if (name === 'plan') await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    else if (name !== 'guide') {
      await page.locator('.map a.node').first().focus()
      await page.keyboard.press('Enter')
    }
    if (name !== 'plan') await page.locator('.finding summary').first().click()
    const found = (await page.evaluate(`${axe.source};axe.run()`)) as {
      readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[]
    }
    const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' ')}`)).toEqual([])
  })
})
