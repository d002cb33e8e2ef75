import type { Evidence, GuideAnswer, RowAnswer } from '../model/answer.ts'
import type { GuideRender } from '../model/render.ts'
import { rowVerdicts } from './guide-text.ts'
import { guardText, meansText, verdictWord } from './guide-words.ts'
import { page } from './html-page.ts'
import { badge, code, placeList, placeOf, terms } from './html-parts.ts'
import { attributes, escape } from './markup.ts'
import { count } from './words.ts'

/** Pieces of evidence that a row shows at once; the rest is folded. */
const evidenceShown = 6

/** A guide as a page that needs nothing else: the rows by verdict, each to be opened for its reason and evidence. */
export const guideHtml: GuideRender = (answer, { tool }) =>
  page(
    {
      title: `Ringwall: ${answer.title}`,
      heading: answer.title,
      subtitle: 'What the files say about each row of the guide, and what would settle the rest.',
      tool,
    },
    [
      `<section class="deployment rows" aria-labelledby="rows"><h2 id="rows" class="unseen">Rows</h2>`,
      `<p class="files">${count(answer.rows.length, 'row')}, asked of ${answer.deployments.length === 0 ? 'nothing: no deployment was found' : answer.deployments.map((name) => escape(name)).join(', ')}</p>`,
      tiles(answer),
      filter(answer),
      ...rowVerdicts.map((verdict) => group(answer.rows.filter((row) => row.verdict === verdict))),
      '</section>',
    ],
  )

function tiles({ summary }: GuideAnswer): string {
  const items = rowVerdicts.map(
    (verdict) =>
      `<li class="${verdict}${summary[verdict] === 0 ? ' none' : ''}"><b>${summary[verdict]}</b> <span>${verdictWord(verdict)}</span></li>`,
  )
  return `<ul class="tiles" aria-label="Rows by verdict">${items.join('')}</ul>`
}

function filter({ rows }: GuideAnswer): string {
  const options = rowVerdicts.filter((verdict) => rows.some((row) => row.verdict === verdict))
  return `<form class="filter" hidden>
<p><label for="rows-words">Search</label><input id="rows-words" name="words" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="rows-verdict">Verdict</label><select id="rows-verdict" name="verdict"><option value="">all</option>${options.map((verdict) => `<option value="${verdict}">${verdictWord(verdict)}</option>`).join('')}</select></p>
<p><button type="reset">Clear</button></p><p class="status" role="status"></p></form>`
}

function group(rows: readonly RowAnswer[]): string {
  const [first] = rows
  if (first === undefined) return ''
  const word = verdictWord(first.verdict)
  return `<div class="group"><h3 id="${first.verdict}">${word.charAt(0).toUpperCase()}${word.slice(1)} <span class="number">${rows.length}</span></h3>
${rows.map(card).join('\n')}
</div>`
}

function card(row: RowAnswer): string {
  const { id, text, verdict, why, settle, means, evidence, guard } = row
  const deciding = evidence.filter((each) => each.verdict === decides[verdict])
  const [place, ...others] = deciding.flatMap(({ locations }) => locations.slice(0, 1))
  const more = others.length > 0 ? ` <span class="more">and ${count(others.length, 'more place')}</span>` : ''
  return `<details${attributes({ class: 'finding', id, 'data-verdict': verdict })}><summary>${badge(verdict, verdictWord(verdict))}<span class="what"><b>${escape(id)}</b> ${escape(text)}</span><span class="where">${place === undefined ? '' : placeOf(place) + more}</span></summary>
<div class="detail"><p>${escape(why)}</p>
${terms([
  [verdict === 'violated' ? 'Fix' : 'Settled by', settle === '' ? '' : `<span class="fix">${escape(settle)}</span>`],
  ['Evidence', proof(evidence)],
  ['Guard', escape(guardText(guard))],
  ['Beside files', escape(meansText(means))],
])}</div></details>`
}

/** Which evidence a verdict rests on. */
const decides: Readonly<Record<RowAnswer['verdict'], Evidence['verdict'] | undefined>> = {
  violated: 'fail',
  unknown: 'unknown',
  waived: 'waived',
  attested: 'attested',
  enforced: 'pass',
  'not-applicable': undefined,
}

const order: readonly Evidence['verdict'][] = ['attested', 'fail', 'unknown', 'waived', 'pass']

function proof(evidence: readonly Evidence[]): string {
  if (evidence.length === 0) return ''
  const items = evidence.toSorted((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict)).map(piece)
  const rest = items.slice(evidenceShown)
  const folded =
    rest.length === 0 ? '' : `<details class="rest"><summary>${rest.length} more</summary><ul class="proof">${rest.join('')}</ul></details>`
  return `<ul class="proof">${items.slice(0, evidenceShown).join('')}</ul>${folded}`
}

const evidenceWords: Readonly<Record<Evidence['verdict'], string>> = {
  fail: 'fails',
  unknown: 'open',
  waived: 'waived',
  attested: 'attested',
  pass: 'passes',
}
const states: Readonly<Record<Evidence['verdict'], string>> = {
  fail: 'open',
  unknown: 'unknown',
  waived: 'unknown',
  attested: 'locked',
  pass: 'locked',
}

function piece({ verdict, control, subject, deployment, message, locations, answers = [] }: Evidence): string {
  const words = message === '' ? '' : `: ${escape(message)}`
  const where = [escape(subject), ...(deployment === '' ? [] : [escape(deployment)]), ...(control === '' ? [] : [code(control)])].join(', ')
  const seen = answers.length === 0 ? '' : `<p class="more">observed: ${answers.map(code).join(', ')}</p>`
  return `<li><p><span class="state ${states[verdict]}">${evidenceWords[verdict]}</span>${words} <span class="more">${where}</span></p>${seen}${placeList(locations)}</li>`
}
