import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Sandbox } from '../live/server.ts'
import { eventually, freePort, program } from '../live/server.ts'
import type { Issued } from './certificate.ts'
import { authority, issue } from './certificate.ts'

/** Programs that serve TLS, as Debian installs them; `undefined` where one is missing. */
export const programs: Readonly<Record<'nginx' | 'httpd' | 'haproxy' | 'stunnel' | 'openssl' | 'java' | 'javac', string | undefined>> = {
  nginx: program('/usr/sbin/nginx'),
  httpd: program('/usr/sbin/apache2'),
  haproxy: program('/usr/sbin/haproxy'),
  stunnel: program('/usr/bin/stunnel4'),
  openssl: program('/usr/bin/openssl'),
  java: program('/usr/bin/java'),
  javac: program('/usr/bin/javac'),
}

/** Certificates of a test, and the files in which they lie. */
export interface Pki {
  readonly root: Issued
  readonly between: Issued
  /** Writes key and chain, and says where. */
  readonly write: (name: string, leaf: Issued, ...chain: readonly Issued[]) => { readonly cert: string; readonly key: string; readonly both: string }
  readonly ca: string
}

export function pki(box: Sandbox): Pki {
  const root = authority('Test Root')
  const between = authority('Test Issuer', root)
  const ca = join(box.folder, 'ca.pem')
  writeFileSync(ca, root.pem, { mode: 0o644 })
  return {
    root,
    between,
    ca,
    write(name, leaf, ...chain) {
      const [cert, key, both] = [`${name}.pem`, `${name}.key`, `${name}.both`].map((file) => join(box.folder, file)) as [string, string, string]
      const text = [leaf, ...chain].map(({ pem }) => pem).join('')
      writeFileSync(cert, text, { mode: 0o644 })
      writeFileSync(key, leaf.key, { mode: 0o644 })
      writeFileSync(both, text + leaf.key, { mode: 0o644 })
      return { cert, key, both }
    },
  }
}

/** A leaf for localhost, its chain written beside it. */
export function goodPair(certificates: Pki): { readonly cert: string; readonly key: string; readonly both: string } {
  return certificates.write('good', issue({}, certificates.between), certificates.between)
}

/** Waits until somebody listens. */
export async function listening(port: number): Promise<void> {
  await eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1')
        socket.once('connect', () => {
          socket.destroy()
          resolve()
        })
        socket.once('error', reject)
      }),
  )
}

/** One nginx with a server for each block of directives; their ports, in order. */
export async function nginx(box: Sandbox, blocks: readonly string[]): Promise<readonly number[]> {
  const ports = await freePorts(blocks.length)
  const folder = join(box.folder, `nginx-${ports[0]}`)
  mkdirSync(folder, { mode: 0o777, recursive: true })
  box.run('/bin/mkdir', ['-p', join(box.folder, 'temp')])
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${box.folder}/temp/${name};`).join('\n')
  const servers = blocks.map(
    (block, index) =>
      `server {\nlisten 127.0.0.1:${ports[index]} ssl;\nserver_name localhost;\n${block.replaceAll('PORT', String(ports[index]))}\nlocation / { return 200 "ok"; }\n}`,
  )
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;\npid ${box.folder}/nginx-${ports[0]}.pid;\nerror_log ${box.folder}/error.log;\nworker_processes 1;\nevents { worker_connections 512; }\nhttp {\naccess_log off;\n${temporary}\n${servers.join('\n')}\n}\n`,
    { mode: 0o644 },
  )
  box.start(programs.nginx ?? '', ['-c', file, '-p', box.folder])
  await Promise.all(ports.map(listening))
  return ports
}

/** One httpd with a virtual host for each block. */
export async function httpd(box: Sandbox, blocks: readonly string[]): Promise<readonly number[]> {
  const ports = await freePorts(blocks.length)
  const file = join(box.folder, `httpd-${ports[0]}.conf`)
  const modules = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl'].map(
    (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
  )
  const hosts = blocks.map((block, index) => `<VirtualHost 127.0.0.1:${ports[index]}>\nServerName localhost\nSSLEngine on\n${block}\n</VirtualHost>`)
  writeFileSync(
    file,
    `${modules.join('\n')}\nServerRoot ${box.folder}\nServerName localhost\nPidFile ${box.folder}/httpd-${ports[0]}.pid\nDefaultRuntimeDir ${box.folder}\nMutex fcntl\nErrorLog ${box.folder}/httpd.log\n${ports.map((port) => `Listen 127.0.0.1:${port}`).join('\n')}\n${hosts.join('\n')}\n`,
    { mode: 0o644 },
  )
  box.start(programs.httpd ?? '', ['-f', file, '-D', 'FOREGROUND'])
  await Promise.all(ports.map(listening))
  return ports
}

/** One HAProxy with a frontend for each line behind `bind`. */
export async function haproxy(box: Sandbox, binds: readonly string[]): Promise<readonly number[]> {
  const ports = await freePorts(binds.length)
  const file = join(box.folder, `haproxy-${ports[0]}.cfg`)
  const fronts = binds.map(
    (bind, index) => `frontend f${index}\nmode http\nbind 127.0.0.1:${ports[index]} ssl ${bind}\nhttp-request return status 200`,
  )
  writeFileSync(file, `global\nmaxconn 200\ndefaults\ntimeout client 5s\ntimeout server 5s\ntimeout connect 5s\n${fronts.join('\n')}\n`, {
    mode: 0o644,
  })
  box.start(programs.haproxy ?? '', ['-db', '-f', file])
  await Promise.all(ports.map(listening))
  return ports
}

/** One stunnel with a service for each block. */
export async function stunnel(box: Sandbox, blocks: readonly string[]): Promise<readonly number[]> {
  const ports = await freePorts(blocks.length)
  const file = join(box.folder, `stunnel-${ports[0]}.conf`)
  const services = blocks.map(
    (block, index) => `[s${index}]\naccept = 127.0.0.1:${ports[index]}\nconnect = 127.0.0.1:9\nsecurityLevel = 0\n${block}\n`,
  )
  writeFileSync(file, `syslog = no\npid =\nforeground = yes\n${services.join('')}`, { mode: 0o644 })
  box.start(programs.stunnel ?? '', [file])
  await Promise.all(ports.map(listening))
  return ports
}

/** `openssl s_server`, which serves one connection after the other. */
export async function opensslServer(box: Sandbox, args: readonly string[]): Promise<number> {
  const port = await freePort()
  box.start(programs.openssl ?? '', ['s_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...args])
  await listening(port)
  return port
}

/** A server of Java's own TLS: the only one of today that still has SSL 3.0, RC4 and suites made for export. */
const jsseSource = `import java.io.*; import java.nio.file.*; import java.security.*; import java.security.cert.*; import java.security.spec.*; import java.util.*; import javax.net.ssl.*;
public class Jsse {
  public static void main(String[] a) throws Exception {
    Security.setProperty("jdk.tls.disabledAlgorithms", ""); Security.setProperty("jdk.certpath.disabledAlgorithms", "");
    List<java.security.cert.Certificate> chain = new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(new FileInputStream(a[0])));
    String pem = Files.readString(Path.of(a[1])).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\\\s", "");
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    KeyStore store = KeyStore.getInstance("PKCS12"); store.load(null, null);
    store.setKeyEntry("k", key, new char[0], chain.toArray(new java.security.cert.Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX"); keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS"); context.init(keys.getKeyManagers(), null, null);
    for (int i = 2; i + 2 < a.length; i += 3) {
      SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(Integer.parseInt(a[i]), 100, java.net.InetAddress.getByName("127.0.0.1"));
      if (!a[i + 1].equals("-")) server.setEnabledProtocols(a[i + 1].split(","));
      if (a[i + 2].equals("all")) server.setEnabledCipherSuites(server.getSupportedCipherSuites()); else if (!a[i + 2].equals("-")) server.setEnabledCipherSuites(a[i + 2].split(","));
      Thread accept = new Thread(() -> { while (true) { try { SSLSocket s = (SSLSocket) server.accept(); s.setSoTimeout(5000);
        Thread t = new Thread(() -> { try { s.startHandshake(); s.getInputStream().read(); } catch (IOException e) { } finally { try { s.close(); } catch (IOException e) { } } }); t.setDaemon(true); t.start(); } catch (IOException e) { } } });
      accept.start();
    }
  }
}
`

/** One Java process that listens once for each pair of versions and suites (\`-\` is what Java has by default, \`all\` whatever it knows). */
export async function jsse(
  box: Sandbox,
  pair: { readonly cert: string; readonly key: string },
  each: readonly (readonly [string, string])[],
): Promise<readonly number[]> {
  const ports = await freePorts(each.length)
  const file = join(box.folder, 'Jsse.java')
  writeFileSync(file, jsseSource, { mode: 0o644 })
  const args = each.flatMap(([protocols, suites], index) => [String(ports[index]), protocols, suites])
  box.start(programs.java ?? '', ['-Xshare:auto', '-Xmx128m', file, pair.cert, pair.key, ...args])
  await Promise.all(ports.map(listening))
  return ports
}

async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>()
  while (found.size < count) found.add(await freePort())
  return [...found]
}
