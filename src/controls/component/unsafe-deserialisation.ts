import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const unsafeDeserialisation: Control = observed({
  id: 'component/unsafe-deserialisation',
  concern: 'unsafe-deserialisation',
  title: 'messages can carry code',
  subject: 'component',
  documentation: {
    why: 'A format that carries objects runs code when it is read. Whoever may write to the queue or to the cache runs code in the reader.',
    how: 'Settings of the product that allow such formats (pickled objects, YAML with types) for messages, results or caches.',
    falsePositives: 'Where nobody but the program itself can write, the way is longer, not closed.',
    fix: 'Use JSON for messages, results and caches.',
    references: ['CWE-502'],
  },
})
