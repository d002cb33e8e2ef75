import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'
import { isOff } from '../../settings/rules.ts'

const unsafeFormats = (value: string): boolean => /(?:^|[^a-z])(?:pickle|yaml|application\/x-python-serialize)(?:[^a-z]|$)/i.test(value)
const message = 'Celery builds objects out of messages in a format that can run code: who can write to the broker takes over the workers.'

/** Variables that applications hand on to Celery under Celery's own names (Celery 5, configuration reference). */
export const celerySettings: readonly SettingRule[] = [
  {
    key: 'CELERY_ACCEPT_CONTENT',
    concern: 'unsafe-deserialisation',
    stake: 'takeover',
    unsafe: unsafeFormats,
    message,
    expected: 'json',
    fix: 'set CELERY_ACCEPT_CONTENT: json',
    want: 'json',
  },
  {
    key: 'CELERY_TASK_SERIALIZER',
    concern: 'unsafe-deserialisation',
    stake: 'takeover',
    unsafe: unsafeFormats,
    message,
    expected: 'json',
    fix: 'set CELERY_TASK_SERIALIZER: json',
    want: 'json',
  },
  {
    key: 'CELERY_RESULT_SERIALIZER',
    concern: 'unsafe-deserialisation',
    stake: 'takeover',
    unsafe: unsafeFormats,
    message,
    expected: 'json',
    fix: 'set CELERY_RESULT_SERIALIZER: json',
    want: 'json',
  },
]

/** Celery refuses to run as root with pickle (platforms.check_privileges); any text in this variable takes the refusal away. */
export const forceRoot: SettingRule = {
  key: 'C_FORCE_ROOT',
  concern: 'over-privileged-default',
  stake: 'defence',
  unsafe: (value) => !isOff(value),
  message: 'The Celery worker is made to run as root even where messages can run code.',
  expected: 'not set, and a user of its own',
  fix: 'remove C_FORCE_ROOT and set user:',
  want: null,
}

/** Celery looks at it only where it runs as root. */
export const pointless: DeadKeyRule = {
  key: 'C_FORCE_ROOT',
  why: 'the worker runs as a user of its own, and Celery asks for this only when it runs as root',
  fix: 'remove C_FORCE_ROOT',
  stake: 'hygiene',
}
