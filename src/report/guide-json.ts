import type { GuideRender } from '../model/render.ts'

/** The answers as JSON (schema/guide.json). */
export const guideJson: GuideRender = (answer, { tool }) => `${JSON.stringify({ schema: 'ringwall.guide/0', tool, ...answer }, undefined, 2)}\n`
