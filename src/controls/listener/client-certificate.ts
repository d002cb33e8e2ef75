import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const clientCertificate: Control = observed({
  id: 'listener/client-certificate',
  concern: 'client-certificate',
  title: 'no client certificate is asked for',
  subject: 'component',
  documentation: {
    why: 'Where two programs have to know each other, a server that asks for no certificate serves every client that reaches its port.',
    how: "Settings of servers that could ask for a client's certificate: a trust store, a verification mode, and whether it is required.",
    falsePositives: 'Where another kind of log-in protects the port, a certificate is a second line. The finding weighs what the port gives.',
    fix: "Name the authority of the clients' certificates and require them.",
    references: ['CWE-306'],
  },
})
