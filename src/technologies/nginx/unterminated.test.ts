import { describe, expect, it } from 'vitest'
import { parseNginx } from '../../formats/nginx.ts'
import { unterminated } from './unterminated.ts'

const told = (text: string): readonly string[] => unterminated(parseNginx(text).directives).map(({ line, message }) => `${line}: ${message}`)

describe('a directive without its semicolon', () => {
  it('is told where it swallows a block', () => {
    expect(told('server {\n  listen 80;\n  server_name shop.example\n  location / { proxy_pass http://app:8000; }\n}')).toEqual([
      '3: server_name does not end with ";" before "location"',
    ])
    expect(told('http {\n  root /srv\n  server { listen 80; }\n}')).toEqual(['2: root does not end with ";" before "server"'])
  })

  it('is told where it swallows another directive', () => {
    expect(told('server {\n  listen 443 ssl\n  ssl_certificate /a.crt;\n}')).toEqual(['2: listen does not end with ";" before "ssl_certificate"'])
    expect(told('location / {\n  proxy_set_header Host $host\n  proxy_pass http://app;\n}')).toEqual([
      '2: proxy_set_header does not end with ";" before "proxy_pass"',
    ])
  })

  it.each([
    'map $http_x $y {\n  listen proxy_pass x;\n  default server_name;\n}',
    'server {\n  listen 443\n    ssl;\n  server_name a.example\n    b.example;\n}',
    'location = /server_name { return 200; }',
    'if ($request_method = POST) { return 405; }',
    'limit_except GET { deny all; }',
    'proxy_cache_path /c keys_zone=proxy_cache:1m;\nproxy_cache proxy_cache;',
    'user root root;',
    'rtmp { server { listen 1935; application live { live on; } } }',
    'types { text/html html; }',
    "log_format main '$remote_addr'\n  '$request server_name';",
    'upstream proxy_app { server a:1; }',
  ])('is none: %s', (text) => {
    expect(told(text)).toEqual([])
  })
})
