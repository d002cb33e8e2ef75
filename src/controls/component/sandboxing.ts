import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const sandboxing: Control = observed({
  id: 'component/sandboxing',
  concern: 'sandboxing',
  title: 'a service may do all that its user may',
  subject: 'component',
  documentation: {
    why: 'A service that was taken over keeps every right of its user: all files, all devices, new privileges through set-user-ID programs.',
    how: 'Units of the service manager: whether they confine the process (`NoNewPrivileges`, `ProtectSystem`, `ProtectHome`, `PrivateTmp`, `CapabilityBoundingSet`), in the unit and its drop-ins.',
    falsePositives: 'A service that must manage the machine cannot be confined much. Waive it with that reason.',
    fix: 'Add a drop-in with `NoNewPrivileges=yes`, `ProtectSystem=strict`, `ProtectHome=yes`, `PrivateTmp=yes` and the folders that it writes in `ReadWritePaths=`.',
    references: ['CWE-250'],
  },
})
