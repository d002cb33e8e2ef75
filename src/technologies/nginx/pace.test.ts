import { describe, expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { paceOf } from './pace.ts'

const limited = 'limit_req_zone $binary_remote_addr zone=a:1m rate=10r/m;\nlimit_req_zone $binary_remote_addr zone=b:1m rate=5r/s;\n'

function pace(text: string, path = '/login/'): number | string | undefined {
  const input = component({ id: 'proxy', image: 'nginx:1.28', files: { '/etc/nginx/conf.d/default.conf': text }, mounts: [] })
  return paceOf(input, { host: 'app', port: 5000 }, [path])?.[0]?.perMinute
}
const site = (...lines: readonly string[]): string => `${limited}server {\n listen 80;\n${lines.join('\n')}\n}\n`
const pass = 'proxy_pass http://app:5000;'

describe('the pace at which one address gets through', () => {
  it.each<readonly [string, string, number | string]>([
    ['nothing limits', site(`location / { ${pass} }`), 'unlimited'],
    ['the server does', site('limit_req zone=a;', `location / { ${pass} }`), 10],
    ['a location with a limit of its own does, and not the server', site('limit_req zone=a;', `location / { limit_req zone=b; ${pass} }`), 300],
    ['the strictest counts', site('limit_req zone=a; limit_req zone=b;', `location / { ${pass} }`), 10],
    ['a location of its own', site(`location = /login/ { limit_req zone=a; ${pass} }`, `location / { ${pass} }`), 10],
    ['one that is no way there', site(`location = /login { limit_req zone=a; ${pass} }`, `location / { ${pass} }`), 'unlimited'],
    ['an expression', site(`location ~ ^/(login|signup)/ { limit_req zone=a; ${pass} }`, `location / { ${pass} }`), 10],
    ['it is closed', site(`location = /login/ { return 404; }`, `location / { ${pass} }`), 0],
    ['it leads elsewhere', site('location / { proxy_pass http://other:5000; }'), 0],
    ['a prefix is put in place', site('location /api/ { limit_req zone=a; proxy_pass http://app:5000/; }'), 10],
    ['another one is not', site(`location /api/ { proxy_pass http://app:5000/; }`, `location / { limit_req zone=a; ${pass} }`), 'unlimited'],
    [
      'a rewrite is a second way',
      site(`location = /login/ { limit_req zone=a; ${pass} }`, `location / { rewrite ^/v1/(.*)$ /$1 break; ${pass} }`),
      'unlimited',
    ],
    ['a group', `upstream up { server app:5000; }\n${site('limit_req zone=a;', 'location / { proxy_pass http://up; }')}`, 10],
    [
      'a header that the client sends',
      site('limit_req zone=h;', `location / { ${pass} }`).replace('$binary_remote_addr zone=a', '$http_x zone=h'),
      'unlimited',
    ],
  ])('where %s', (_, text, expected) => {
    expect(pace(text)).toBe(expected)
  })

  it('by a map of paths', () => {
    const map = (line: string): string =>
      `map $uri $tries { default ''; ${line} $binary_remote_addr; }\nlimit_req_zone $tries zone=m:1m rate=20r/m;\n${site('limit_req zone=m;', `location / { rewrite ^/v1/(.*)$ /$1 break; ${pass} }`)}`
    expect(pace(map('/login/'))).toBe(20)
    expect(pace(map('/Login/'))).toBe(20)
    expect(pace(map('~*^/login/$'))).toBe(20)
    expect(pace(map('/other/'))).toBe('unlimited')
  })

  it('is not told where an expression is not tried', () => {
    expect(pace(site(`location ~ ^/(a+)+$ { ${pass} }`, `location / { ${pass} }`))).toBeUndefined()
  })
})
