import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const messageSigning: Control = observed({
  id: 'channel/message-signing',
  concern: 'message-signing',
  title: 'messages are not signed',
  subject: 'component',
  documentation: {
    why: 'A message that nobody signed can be made by anybody who reaches its receiver. A log-in that rests on such a message is open.',
    how: 'Settings that sign and check messages between parties: assertions and requests of SAML, tokens, callbacks and message stores.',
    falsePositives: 'Transport encryption with certificates on both sides can stand in, where no browser carries the message.',
    fix: 'Ask for signed messages, sign your own, and refuse what is not signed.',
    references: ['CWE-347'],
  },
})
