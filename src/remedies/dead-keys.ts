import type { Remedy } from '../model/remedy.ts'

/** A setting that nothing reads goes: who sees it believes that it is in force. */
export const deadKeys: Remedy = {
  id: 'dead-keys',
  title: 'settings without effect',
  answers: ['component/dead-key'],
  last: true,
  propose: ({ failed }) =>
    failed.flatMap(({ control, judgement: { component, key, subject } }) =>
      component === undefined || key === undefined
        ? []
        : {
            id: `dead-key ${component} ${key}`,
            title: `${component}: ${key}, which nothing reads, is gone`,
            answers: [{ control, subject }],
            steps: [{ component, phase: 'close' as const, does: { kind: 'no-key' as const, key } }],
            risks: [],
          },
    ),
}
