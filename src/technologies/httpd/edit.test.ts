import { describe, expect, it } from 'vitest'
import type { Identity, ServeTls, Want } from '../../model/want.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { editedFiles, hardenedFiles } from '../../testing/edited.ts'
import { edit } from './edit.ts'
import { httpd } from './index.ts'

const main = '/usr/local/apache2/conf/httpd.conf'
const identity: Identity = { certificate: 'CERTIFICATE\n', key: { name: 'proxy', value: 'KEY\n' }, authority: 'AUTHORITY\n' }
const modules = 'LoadModule proxy_module modules/mod_proxy.so\nLoadModule proxy_http_module modules/mod_proxy_http.so\n'

const proxy = (text: string): DeployedSketch => ({ id: 'proxy', image: 'httpd:2.4', files: { [main]: text }, mounts: [] })

function hardened(text: string): readonly [string, readonly string[]] {
  const { files, left } = hardenedFiles(httpd, edit, proxy(text))
  return [files[main] ?? '', left]
}

function after(want: Want, text: string): string {
  const files = editedFiles(httpd, edit, want, proxy(text), [{ id: 'app', is: { role: 'application' } }])
  return typeof files === 'string' ? files : (files[main] ?? '')
}

const served = (text: string, tls: Partial<ServeTls>): string =>
  after({ kind: 'serve', port: 80, tls: { port: 443, plaintext: 'refused', identity, ...tls } }, text)

const connected = (text: string): string =>
  after({ kind: 'connect', channel: 'proxy->app:5000', trust: { authority: 'AUTHORITY\n', port: 5000 } }, text)

describe('settings', () => {
  it('stand where they are written, in their host, and in the main file', () => {
    const text = `${modules}Listen 443\n# banner\nServerSignature On\n<VirtualHost *:443>\n    SSLEngine on\n    SSLProtocol all\n    <Directory "/srv">\n        Options Indexes FollowSymLinks\n    </Directory>\n    <Location /status>\n        SetHandler server-status\n    </Location>\n    ProxyPass / http://app:5000/\n</VirtualHost>\n`
    const [done, left] = hardened(text)
    expect(left).toEqual([])
    expect(done).toContain('# banner\nServerSignature Off\n')
    expect(done).toMatch(/^TraceEnable Off$/m)
    expect(done).toMatch(/^ServerTokens Prod$/m)
    expect(done).toMatch(/^ {4}SSLProtocol -all \+TLSv1\.2 \+TLSv1\.3$/m)
    expect(done).toMatch(/^ {4}Header always set Strict-Transport-Security max-age=63072000$/m)
    expect(done).toMatch(/^ {4}RequestHeader set X-Forwarded-Proto https$/m)
    expect(done).toMatch(/^ {4}RequestHeader unset X-Forwarded-For$/m)
    expect(done).toMatch(/^ {8}Options FollowSymLinks$/m)
    expect(done).toMatch(/SetHandler server-status\n {8}Require local$/m)
    expect(done.match(/^LoadModule headers_module modules\/mod_headers\.so$/gm)).toHaveLength(1)
  })

  it('with signs keep them, and a header of users is emptied first', () => {
    const text = `${modules}<VirtualHost *:80>\n    <Directory "/srv">\n        Options +Indexes -ExecCGI\n    </Directory>\n    ProxyPass / http://app:5000/\n    <Location /account>\n        RequestHeader set X-Remote-User "%{REMOTE_USER}s"\n    </Location>\n</VirtualHost>\n`
    const [done, left] = hardened(text)
    expect(left).toEqual([])
    expect(done).toContain('Options -Indexes -ExecCGI')
    expect(done).toMatch(/^ {4}RequestHeader unset X-Remote-User$/m)
    expect(done).toContain('        RequestHeader set X-Remote-User "%{REMOTE_USER}s"\n')
  })
})

it('headers are set where the module for them is, where nobody says that it is', () => {
  const site = '/etc/apache2/sites-enabled/a.conf'
  const text = '<VirtualHost *:443>\n    SSLEngine on\n    ProxyPass / http://app:5000/\n</VirtualHost>\n'
  const { files } = hardenedFiles(httpd, edit, { id: 'proxy', form: 'process', files: { [site]: text } })
  const done = files[site] ?? ''
  expect(done.match(/<IfModule mod_headers\.c>\n\s+(?:Header|RequestHeader) /g)).toHaveLength(3)
  expect(done.match(/Header /g)).toHaveLength(3)
})

describe('TLS', () => {
  const text = `${modules}Listen 80\n# ours\n<VirtualHost *:80>\n    ServerName a.example.org\n    ServerAlias www.example.org\n    # where it goes\n    ProxyPass / http://app:5000/\n</VirtualHost>\n`

  it('stands beside plain HTTP first, and then takes its place', () => {
    const accepted = served(text, { plaintext: 'kept' })
    expect(accepted).toContain(text.slice(text.indexOf('# ours')))
    expect(accepted).toContain('Listen 80\nListen 443\n')
    expect(accepted).toContain('<VirtualHost *:443>\n    SSLEngine on\n    SSLCertificateFile /etc/ringwall/tls.crt\n')
    expect(accepted).toContain('    ServerAlias www.example.org\n    # where it goes\n    ProxyPass / http://app:5000/\n</VirtualHost>\n')
    const closed = served(accepted, {})
    expect(closed).toBe(served(text, {}))
    expect(closed).toContain(
      '# ours\n<VirtualHost *:80>\n    ServerName a.example.org\n    ServerAlias www.example.org\n    Redirect 308 / https://a.example.org/\n</VirtualHost>\n',
    )
    expect(closed.match(/ProxyPass/g)).toHaveLength(1)
    expect(served(closed, {})).toBe(closed)
    expect(served(text, { outside: 8443 })).toContain('https://a.example.org:8443/')
  })

  it('is not put where there is no name or no host to send people to', () => {
    expect(served(text.replace('    ServerName a.example.org\n', ''), {})).toContain('no ServerName')
    expect(served(`${modules}Listen 80\nProxyPass / http://app:5000/\n`, {})).toContain('outside of virtual hosts')
    expect(served(text.replace('Listen 80\n', ''), {})).toContain('files that are not here')
  })
})

describe('a program behind', () => {
  const site = (...lines: readonly string[]): string =>
    `${modules}Listen 80\n<VirtualHost *:80>\n${lines.map((line) => `    ${line}\n`).join('')}</VirtualHost>\n`

  it('is reached by TLS, and its chain and name are checked', () => {
    const done = connected(
      site(
        'ProxyPass / http://app:5000/ timeout=30',
        'ProxyPassReverse / http://app:5000/',
        'RewriteRule ^/ws/(.*)$ ws://app:5000/ws/$1 [P,L]',
        'ProxyPass /x http://elsewhere:5000/',
      ),
    )
    expect(done).toContain('ProxyPass / https://app:5000/ timeout=30\n    ProxyPassReverse / https://app:5000/\n')
    expect(done).toContain('RewriteRule ^/ws/(.*)$ wss://app:5000/ws/$1 [P,L]')
    expect(done).toContain('ProxyPass /x http://elsewhere:5000/')
    for (const line of ['SSLProxyEngine on', 'SSLProxyVerify require', 'SSLProxyCACertificateFile /etc/ringwall/ca.crt', 'SSLProxyCheckPeerName on'])
      expect(done).toContain(`    ${line}\n`)
    expect(done).toContain('LoadModule ssl_module modules/mod_ssl.so\n')
  })

  it('of a group is one that the callers of the group check', () => {
    const done = connected(
      `${modules}Listen 80\n<Proxy balancer://all>\n    BalancerMember http://app:5000\n</Proxy>\n<VirtualHost *:80>\n    ProxyPass / balancer://all/\n</VirtualHost>\n`,
    )
    expect(done).toContain('BalancerMember https://app:5000\n</Proxy>')
    expect(done.slice(done.indexOf('<VirtualHost'))).toContain('SSLProxyVerify require')
  })

  it('stays as it is where Apache would check another name', () => {
    expect(connected(site('ProxyPreserveHost On', 'ProxyPass / http://app:5000/'))).toContain('ProxyPreserveHost is on')
    expect(connected(site('SSLProxyEngine on', 'ProxyPass /pay https://pay.example/', 'ProxyPass / http://app:5000/'))).toContain('another one')
  })
})
