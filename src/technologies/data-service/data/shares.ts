import type { Service } from '../service.ts'

const ftp = [{ port: 21, protocol: 'ftp', purpose: 'data' }] as const
const asks = (title: string): { readonly byDefault: 'password'; readonly why: string } => ({
  byDefault: 'password',
  why: `${title} asks for a login`,
})

/** File servers. */
export const shares: readonly Service[] = [
  {
    title: 'SFTP server',
    images: ['atmoz/sftp'],
    role: 'storage',
    ports: [{ port: 22, protocol: 'sftp', purpose: 'data' }],
    login: asks('the SFTP server'),
    runsAs: 'root',
  },
  {
    title: 'vsftpd',
    images: ['fauria/vsftpd'],
    role: 'storage',
    ports: ftp,
    login: asks('vsftpd'),
    tls: { on: ['SSL_ENABLE'] },
    accounts: [{ user: 'FTP_USER', password: 'FTP_PASS', name: 'admin', power: 'application' }],
    store: '/home/vsftpd',
    runsAs: 'root',
  },
  {
    title: 'FTP server',
    images: ['bogem/ftp', 'garethflowers/ftp-server'],
    role: 'storage',
    ports: ftp,
    login: asks('the FTP server'),
    accounts: [{ user: 'FTP_USER', password: 'FTP_PASS', power: 'application' }],
    runsAs: 'root',
  },
  {
    title: 'vsftpd',
    images: ['delfer/alpine-ftp-server'],
    role: 'storage',
    ports: ftp,
    login: asks('vsftpd'),
    tls: { set: ['TLS_CERT'] },
    runsAs: 'root',
  },
  {
    title: 'Pure-FTPd',
    images: ['stilliard/pure-ftpd', 'crazymax/pure-ftpd'],
    role: 'storage',
    ports: ftp,
    login: asks('Pure-FTPd'),
    accounts: [{ user: 'FTP_USER_NAME', password: 'FTP_USER_PASS', power: 'application' }],
    runsAs: 'root',
  },
  {
    title: 'Samba',
    images: ['dperson/samba'],
    rebuilds: ['crazymax/samba', 'servercontainers/samba'],
    role: 'storage',
    ports: [{ port: 445, protocol: 'tcp', purpose: 'data' }],
    login: { byDefault: 'unknown', why: 'whether guests are let in depends on the shares' },
    runsAs: 'root',
  },
  {
    title: 'NFS server',
    images: ['itsthenetwork/nfs-server-alpine', 'erichough/nfs-server', 'gists/nfs-server'],
    role: 'storage',
    ports: [{ port: 2049, protocol: 'tcp', purpose: 'data' }],
    login: { byDefault: 'none', why: 'NFS without Kerberos believes the user numbers that a client sends' },
    runsAs: 'root',
  },
]
