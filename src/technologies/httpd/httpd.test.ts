import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ends, told } from '../../testing/reading.ts'
import { httpd } from './index.ts'

const main = '/usr/local/apache2/conf/httpd.conf'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return httpd.read(input, httpd.recognise(input)?.version)
}

const ports = ({ listeners = [] }: Reading): readonly string[] =>
  listeners.map(
    ({ port, tls, authentication, redirects, trail }) =>
      `${port} ${told(tls)} ${told(authentication)}${redirects === true ? ' redirects' : ''} ${trail?.[0]?.line ?? '-'}`,
  )

it('is recognised by its images and by the tags of PHP', () => {
  const certainty = (image: string): unknown => httpd.recognise(component({ image }))?.certainty
  expect([certainty('httpd:2.4'), certainty('php:8.3-apache'), certainty('php:8.3-fpm'), certainty('bitnami/apache')]).toEqual([3, 3, undefined, 2])
})

it('serves plain HTTP when nothing is mounted', () => {
  expect(ports(read({ image: 'httpd:2.4' }))).toEqual(['80 none delegated -'])
  expect(ports(read({ image: 'bitnami/apache:2.4' }))).toEqual(['8080 none delegated -'])
})

it('reads virtual hosts with their targets', () => {
  const text = [
    'Listen 80',
    'Listen 443',
    'SSLProxyEngine on',
    '<VirtualHost *:80>',
    '  Redirect permanent / https://shop.example/',
    '</VirtualHost>',
    '<VirtualHost *:443>',
    '  SSLEngine on',
    '  SSLCertificateFile "/certs/site.pem"',
    '  ProxyPass /a http://app:8080/ \\',
    '    retry=0',
    '  ProxyPass /static !',
    '  ProxyPass /b https://safe:8443/',
    '  <Location "/c">',
    '    ProxyPass ${TARGET}',
    '  </Location>',
    '  SSLProxyVerify require',
    '</VirtualHost>',
    'ProxyPass /d https://lax:9443/',
  ].join('\n')
  const found = read({ image: 'httpd:2.4', files: { [main]: text }, env: { TARGET: 'http://other:81' } })
  expect(ports(found)).toEqual(['80 none delegated redirects 1', '443 required delegated 2'])
  expect(ends(found)).toEqual([
    'http app:8080 none none 10',
    'http safe:8443 required name 13',
    'http other:81 none none 15',
    'http lax:9443 required none 19',
  ])
  expect(found.listeners?.[1]?.certificate?.value).toBe('/certs/site.pem')
})

it('follows what is included and reads the sites of Debian', () => {
  const files = {
    [main]: 'Listen 8080\nInclude conf/extra/*.conf\n',
    '/usr/local/apache2/conf/extra/a.conf':
      'TraceEnable Off\nServerTokens Prod\nOptions Indexes FollowSymLinks\nSSLProtocol all -SSLv3 +TLSv1\nProxyRequests On\nOptions -Indexes',
  }
  expect(read({ image: 'httpd:2.4', files }).observations?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)).toEqual([
    'Options 3',
    'ProxyRequests 5',
    'SSLProtocol 4',
  ])
  const site = '<VirtualHost *:80>\n<Location />\nRequire valid-user\n</Location>\n</VirtualHost>'
  expect(ports(read({ image: 'php:8.3-apache', files: { '/etc/apache2/sites-enabled/000-default.conf': site } }))).toEqual(['80 none password 1'])
})
