import { componentOf } from '../model/lookup.ts'
import type { Remedy } from '../model/remedy.ts'

/** A product's setting gets the value that its table calls safe. */
export const settings: Remedy = {
  id: 'settings',
  title: 'settings of products',
  answers: [
    'component/audit-log',
    'component/data-in-logs',
    'component/debug-mode',
    'component/development-server',
    'component/memory-exposure',
    'component/mock-backend',
    'component/production-topology',
    'component/sample-data',
    'component/telemetry',
    'store/encryption-at-rest',
    'secret/key-management',
    'secret/left-behind',
    'component/resource-limit',
    'component/unsafe-deserialisation',
    'channel/message-signing',
    'channel/tls-verification',
    'identity/open-signup',
    'identity/over-privileged-default',
    'identity/password-policy',
    'identity/role-mapping',
    'identity/second-factor',
    'identity/token-lifetime',
    'listener/anonymous-access',
    'listener/cookie-flags',
    'listener/cross-origin',
    'listener/host-header',
    'listener/open-api',
    'listener/proxy-trust',
    'listener/rate-limit',
    'listener/remote-management',
    'listener/security-headers',
    'listener/tls-policy',
  ],
  propose: ({ deployment, failed }) =>
    failed.flatMap(({ control, judgement }) => {
      const { component: id = '', key, concern, subject } = judgement
      const seen = componentOf(deployment, id)?.observations.find(
        (each) => each.verdict === 'unsafe' && each.key === key && each.concern === concern && each.want !== undefined,
      )
      if (seen?.want === undefined) return []
      return {
        id: `setting ${id} ${seen.key}`,
        title: `${id}: ${seen.key} is ${seen.want === null ? 'gone' : seen.want === '' ? 'empty' : seen.want}`,
        answers: [{ control, subject }],
        steps: [
          {
            component: id,
            phase: 'close' as const,
            does: { kind: 'setting' as const, concern: seen.concern, key: seen.key, value: seen.want, places: seen.trail },
          },
        ],
        risks: [],
      }
    }),
}
