import type { Edited, EditTechnology } from '../../model/change.ts'
import { ownFiles, ownFolder } from '../../model/own-files.ts'
import type { WantFront } from '../../model/want.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'

const file = `${ownFolder}/nginx.conf`

/** The user `nginx` of the official image (docker-library, nginx 1.28): it needs no more to listen above 1023. */
const user = 101

/** nginx takes TLS for a program that speaks plain HTTP, in its network namespace. What the program decides (hosts, sizes, times) stays its own. */
export const front: EditTechnology = (want) => (want.kind === 'front' ? taken(want) : { cannot: 'nginx is put in front of servers only' })

function taken(want: WantFront): Edited {
  const { name, identity, clients } = want
  return {
    changes: [
      {
        kind: 'sidecar',
        name,
        image: 'nginx:1.28',
        command: ['nginx', '-c', file, '-g', 'daemon off;'],
        files: [
          { kind: 'file', path: file, text: configuration(want), isSecret: false },
          { kind: 'file', path: ownFiles.certificate, text: identity.certificate, isSecret: false },
          { kind: 'file', path: ownFiles.key, text: identity.key.value, isSecret: true, owner: { user, group: user } },
          // for callers to trust, and whose clients are let in where it asks for certificates
          { kind: 'file', path: ownFiles.authority, text: clients ?? identity.authority, isSecret: false },
        ],
        user,
        writes: ['/tmp'],
      },
    ],
  }
}

/** What the proxy in front says of the caller: its address is believed where it comes from a private network (ngx_http_realip_module). */
const believed = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map((range) => `        set_real_ip_from ${range};\n`).join('')

function configuration({ port, to, clients, isBehind }: WantFront): string {
  const caller = isBehind === true ? `${believed}        real_ip_header X-Forwarded-For;\n` : ''
  return `worker_processes 1;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
    worker_connections 1024;
}

http {
    server_tokens off;
    access_log /dev/stdout;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path /tmp/${part};`).join('\n    ')}

    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' close;
    }

    server {
        listen ${port} ssl;
        ssl_certificate ${ownFiles.certificate};
        ssl_certificate_key ${ownFiles.key};
        ssl_protocols ${intermediate.versions.join(' ')};
        ssl_ciphers ${intermediate.ciphers.join(':')};
        ssl_prefer_server_ciphers off;
        ssl_session_cache shared:tls:1m;
        ssl_session_tickets off;
${clients === undefined ? '' : `        ssl_client_certificate ${ownFiles.authority};\n        ssl_verify_client on;\n`}${caller}        add_header Strict-Transport-Security "max-age=63072000" always;
        # who comes with plain HTTP is sent to the same port with TLS
        error_page 497 =308 https://$http_host$request_uri;
        # far more than programs take: their own limit counts
        client_max_body_size 1g;

        location / {
            proxy_pass http://127.0.0.1:${to};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Proto ${isBehind === true ? '$http_x_forwarded_proto' : '$scheme'};
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_request_buffering off;
            proxy_buffering off;
            proxy_read_timeout 1h;
        }
    }
}
`
}
