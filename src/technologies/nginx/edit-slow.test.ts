import { describe, expect, it } from 'vitest'
import { byDefault } from '../../model/fact.ts'
import type { WantSlow } from '../../model/want.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { editedFiles } from '../../testing/edited.ts'
import { edit } from './edit.ts'
import { nginx } from './index.ts'

const site = '/etc/nginx/conf.d/default.conf'

describe('guesses at a log-in', () => {
  const web = {
    protocol: 'http',
    purpose: 'application',
    tls: byDefault('none' as const, 'so'),
    authentication: byDefault('none' as const, 'so'),
  } as const
  const app: DeployedSketch = { id: 'app', is: { reading: { listeners: [{ ...web, port: 5000, logInPaths: [{ path: '/login/', is: 'log-in' }] }] } } }
  const slow: WantSlow = { kind: 'slow', channel: 'proxy->app:5000', paths: ['/login/'], pace: { perMinute: 20, burst: 20 } }

  function slowed(text: string, want = slow): string {
    const files = editedFiles(nginx, edit, want, { id: 'proxy', image: 'nginx:1.28', files: { [site]: text }, mounts: [] }, [app])
    return typeof files === 'string' ? files : (files[site] ?? '')
  }

  it('are counted by path, beside what is limited already', () => {
    const before =
      'limit_req_zone $binary_remote_addr zone=a:1m rate=9r/s;\nserver {\n    limit_req zone=a;\n    location / { proxy_pass http://app:5000; }\n    location /x { limit_req zone=a burst=2; proxy_pass http://app:5000; }\n}\n'
    const after = slowed(before)
    expect(after).toContain('map $uri $ringwall_guess {\n    default "";\n    /login/ $binary_remote_addr;\n}')
    expect(after.match(/limit_req zone=ringwall_guess burst=20 nodelay;/g)).toHaveLength(2)
    expect(after).toContain('limit_req zone=a;')
    expect(slowed(after)).toBe(after)
  })

  it('keep the status that is written, and no location loses a limit of http', () => {
    const text =
      'limit_req_zone $binary_remote_addr zone=a:1m rate=9r/s;\nlimit_req zone=a;\nlimit_req_status 503;\nserver {\n    location / { proxy_pass http://app:5000; }\n}\n'
    expect(slowed(text)).toContain('server {\n    limit_req zone=a;\n    limit_req zone=ringwall_guess burst=20 nodelay;\n    location')
  })

  it('of a second program join the map that is there', () => {
    const text = slowed('server {\n    location / { proxy_pass http://app:5000; }\n}\n')
    const more = slowed(text, { ...slow, paths: ['/login/', '/user/an-address-that-is-longer-than-a-row/'] })
    expect(more).toContain('    /login/ $binary_remote_addr;\n    ~*^/user/an-address-that-is-longer-than-a-row/$ $binary_remote_addr;\n}')
    expect(more.match(/map \$uri/g)).toHaveLength(1)
  })

  it('stay where an expression decides who serves them', () => {
    expect(slowed('server {\n    location ~ ^/(a+)+$ { proxy_pass http://app:5000; }\n    location / { proxy_pass http://app:5000; }\n}\n')).toMatch(
      /an expression decides/,
    )
  })
})
