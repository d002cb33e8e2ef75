import { connect } from 'node:tls'

/** What a Node client makes of a server: `accepted`, or the code of its refusal. */
export function nodeClient(
  port: number,
  ca: string,
  servername: string,
  own: { readonly cert?: string; readonly key?: string } = {},
): Promise<string> {
  return new Promise((resolve) => {
    // over TLS 1.2 a server that refuses the client's certificate says so before the client counts itself connected
    const socket = connect({ host: '127.0.0.1', port, ca, servername, maxVersion: 'TLSv1.2', ...own })
    socket.setTimeout(20_000, () => socket.destroy(new Error('timeout')))
    socket.once('secureConnect', () => {
      resolve('accepted')
      socket.destroy()
    })
    // Node has no code of its own for violated constraints
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code === undefined || code === 'UNSPECIFIED' ? message : code))
  })
}

/** The status line that a web server answers with, over TLS, to a client with or without a certificate. */
export function statusOf(port: number, ca: string, servername: string, own: { readonly cert?: string; readonly key?: string } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername, ...own }, () =>
      socket.write(`GET / HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`),
    )
    let answer = ''
    socket.setTimeout(20_000, () => socket.destroy(new Error('timeout')))
    socket.on('data', (piece) => (answer += piece.toString()))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => resolve(`${answer.split('\r\n')[0]} ${/<center>([^<]*)<\/center>/.exec(answer)?.[1] ?? ''}`.trim()))
  })
}

/** A client in Java: it trusts what its store trusts, checks the name of HTTPS, and says what came of it. */
export const javaClient = `import java.security.*;import javax.net.ssl.*;import java.io.*;
public class Client { public static void main(String[] a) throws Exception {
  KeyStore trust = KeyStore.getInstance("PKCS12"); try (var in = new FileInputStream(a[1])) { trust.load(in, a[2].toCharArray()); }
  var managers = TrustManagerFactory.getInstance("PKIX"); managers.init(trust);
  var context = SSLContext.getInstance("TLS"); context.init(null, managers.getTrustManagers(), null);
  try (var plain = new java.net.Socket("127.0.0.1", Integer.parseInt(a[0])); var s = (SSLSocket) context.getSocketFactory().createSocket(plain, a[3], 0, true)) {
    var p = s.getSSLParameters(); p.setEndpointIdentificationAlgorithm("HTTPS"); s.setSSLParameters(p);
    s.startHandshake(); System.out.print("accepted"); } catch (SSLException e) { System.out.print("refused: " + e.getMessage()); } } }`
