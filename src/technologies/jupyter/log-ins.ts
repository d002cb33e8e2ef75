import type { ProductLogIns } from '../../model/log-ins.ts'

/** Jupyter makes up a token where nobody sets one: none is published. What the files hold is tried. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [],
    http: [
      {
        account: { by: 'header', header: 'Authorization', prefix: 'token ' },
        door: { path: '/api/contents', look: { status: [200], json: 'content' } },
      },
    ],
  },
]
