import type { GuideAnswer, RowAnswer, RowVerdict } from '../model/answer.ts'
import type { GuideRenderOptions } from '../model/render.ts'

export const renderOptions: GuideRenderOptions = {
  all: false,
  colour: false,
  columns: 100,
  now: '2026-01-01T00:00:00.000Z',
  tool: { name: 'ringwall', version: '1' },
}

export function rowAnswer(id: string, verdict: RowVerdict, more: Partial<RowAnswer> = {}): RowAnswer {
  return { id, text: `What ${id} asks`, verdict, why: 'Because <of> it.', settle: '', means: ['verify'], evidence: [], ...more }
}

const rows: readonly RowAnswer[] = [
  rowAnswer('G-1', 'enforced'),
  rowAnswer('G-2', 'violated', {
    settle: 'Set a password.',
    evidence: [1, 2, 3, 4, 5].map((line) => ({
      verdict: 'fail',
      deployment: 'shop',
      control: 'listener/authenticated',
      subject: 'redis:6379',
      message: 'Redis asks for nothing.',
      fix: 'set a password',
      locations: [{ file: 'compose.yml', line, endLine: line }],
    })),
  }),
  rowAnswer('G-3', 'not-applicable'),
  rowAnswer('G-4', 'unknown', { settle: 'Ask it.' }),
]
export const guideAnswer: GuideAnswer = {
  guide: 'g',
  title: 'A guide',
  deployments: ['shop'],
  rows,
  summary: { violated: 1, waived: 0, unknown: 1, attested: 0, enforced: 1, 'not-applicable': 1 },
}
