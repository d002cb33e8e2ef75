/** A kind of file that its first bytes tell. */
export interface Kind {
  readonly name: string
  readonly is: (first: Buffer) => boolean
  /** The types that it may be declared as. */
  readonly types: RegExp
  /** Whether everything that is declared as one begins so. */
  readonly must: boolean
}

const starts =
  (...beginnings: readonly string[]) =>
  (first: Buffer): boolean =>
    beginnings.some((hex) => first.subarray(0, hex.length / 2).toString('hex') === hex)

const at =
  (offset: number, text: string) =>
  (first: Buffer): boolean =>
    first.toString('latin1', offset, offset + text.length) === text

const both =
  (...all: readonly ((first: Buffer) => boolean)[]) =>
  (first: Buffer): boolean =>
    all.every((is) => is(first))

const looks =
  (pattern: RegExp) =>
  (first: Buffer): boolean =>
    pattern.test(first.toString('latin1', 0, 1024))

/**
 * Beginnings of files, of the specification of each format: PNG 5.2, JFIF, GIF89a, RFC 9649 (WebP), ISO 32000-2 7.5.2, APPNOTE 4.3 (ZIP), RFC 1952,
 * 7zFormat.txt, RAR 5.0, xz 2.1.1, RFC 8878, POSIX.1 pax, [MS-CFB] 2.2, ELF gABI, PE/COFF, WebAssembly 5.5, SQLite 1.3, ISO/IEC 14496-12 4.3,
 * RFC 3533, RFC 8794, RFC 9639, WHATWG MIME Sniffing 7.1 (HTML).
 */
export const kinds: readonly Kind[] = [
  { name: 'PNG', is: starts('89504e470d0a1a0a'), types: /^image\/a?png$/, must: true },
  { name: 'JPEG', is: starts('ffd8ff'), types: /^image\/p?jpe?g$/, must: true },
  { name: 'GIF', is: starts('474946383761', '474946383961'), types: /^image\/gif$/, must: true },
  { name: 'WebP', is: both(at(0, 'RIFF'), at(8, 'WEBP')), types: /^image\/webp$/, must: true },
  { name: 'WAVE', is: both(at(0, 'RIFF'), at(8, 'WAVE')), types: /^audio\/(?:x-|vnd\.)?wave?$/, must: true },
  { name: 'TIFF', is: starts('49492a00', '4d4d002a'), types: /^image\/tiff$/, must: true },
  { name: 'a bitmap', is: both(at(0, 'BM'), at(6, '\0\0\0\0')), types: /^image\/(?:x-ms-)?bmp$/, must: true },
  { name: 'an icon', is: starts('00000100'), types: /^image\/(?:x-icon|vnd\.microsoft\.icon)$/, must: true },
  { name: 'PDF', is: looks(/^(?:\xef\xbb\xbf)?\s{0,64}%PDF-/), types: /^application\/(?:x-)?pdf$/, must: true },
  {
    name: 'ZIP',
    is: starts('504b0304', '504b0506', '504b0708'),
    types:
      /^application\/(?:(?:x-)?zip(?:-compressed)?|java-archive|epub\+zip|vnd\.openxmlformats-officedocument\..+|vnd\.oasis\.opendocument\..+|vnd\.ms-.+\.macroenabled\.12|vnd\.android\.package-archive)$/,
    must: true,
  },
  { name: 'gzip', is: starts('1f8b08'), types: /^application\/(?:(?:x-)?gzip|x-tgz|x-compressed-tar|x-gtar)$/, must: true },
  { name: '7z', is: starts('377abcaf271c'), types: /^application\/x-7z-compressed$/, must: true },
  { name: 'RAR', is: starts('526172211a07'), types: /^application\/(?:vnd\.rar|x-rar(?:-compressed)?)$/, must: true },
  { name: 'xz', is: starts('fd377a585a00'), types: /^application\/x-xz$/, must: true },
  { name: 'bzip2', is: both(at(0, 'BZh'), at(4, '1AY&SY')), types: /^application\/x-bzip2?$/, must: true },
  { name: 'zstd', is: starts('28b52ffd'), types: /^application\/(?:x-)?zstd$/, must: true },
  { name: 'tar', is: at(257, 'ustar'), types: /^application\/x-(?:g|us)?tar$/, must: false },
  {
    name: 'a compound file of Microsoft',
    is: starts('d0cf11e0a1b11ae1'),
    types: /^application\/(?:msword|vnd\.ms-[a-z]+|vnd\.visio|x-msi)$/,
    must: false,
  },
  { name: 'an ELF program', is: starts('7f454c46'), types: /^application\/x-(?:elf|executable|sharedlib|pie-executable)$/, must: true },
  {
    name: 'a program of Windows',
    is: both(at(0, 'MZ'), (first) => first.length >= 64 && at(first.readUInt32LE(60), 'PE\0\0')(first)),
    types: /^application\/(?:vnd\.microsoft\.portable-executable|x-msdownload|x-dosexec)$/,
    must: true,
  },
  {
    name: 'a Mach-O program or a class of Java',
    is: starts('feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'),
    types: /^application\/(?:x-mach-binary|java-vm|x-java-applet)$/,
    must: true,
  },
  { name: 'WebAssembly', is: starts('0061736d'), types: /^application\/wasm$/, must: true },
  { name: 'SQLite', is: at(0, 'SQLite format 3\0'), types: /^application\/(?:vnd\.|x-)sqlite3$/, must: true },
  {
    name: 'a file of ISO base media',
    is: at(4, 'ftyp'),
    types: /^(?:(?:video|audio)\/(?:mp4|quicktime|3gpp2?|x-m4[av])|image\/(?:heic|heif|avif))$/,
    must: false,
  },
  { name: 'Ogg', is: at(0, 'OggS'), types: /^(?:audio|video|application)\/(?:ogg|opus)$/, must: true },
  { name: 'Matroska', is: starts('1a45dfa3'), types: /^(?:audio|video)\/(?:webm|x-matroska)$/, must: true },
  { name: 'FLAC', is: at(0, 'fLaC'), types: /^audio\/(?:x-)?flac$/, must: true },
  { name: 'RTF', is: at(0, String.raw`{\rtf`), types: /^(?:application|text)\/rtf$/, must: true },
  { name: 'PostScript', is: at(0, '%!PS'), types: /^application\/postscript$/, must: false },
  {
    name: 'HTML',
    is: looks(/^(?:\xef\xbb\xbf)?\s{0,256}<(?:!doctype html|html|head|body|script|iframe|style|table|title)[\s>]/i),
    types: /^(?:text\/html|application\/xhtml\+xml)$/,
    must: false,
  },
  {
    name: 'XML',
    is: looks(/^(?:\xef\xbb\xbf)?<\?xml[\s]/),
    types: /^(?:text\/xml|application\/xml|[a-z]+\/[\w.-]+\+xml|text\/html)$/,
    must: false,
  },
]
