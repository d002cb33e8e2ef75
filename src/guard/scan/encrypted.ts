/**
 * An archive with one file that is encrypted (APPNOTE.TXT 6.3.10 of PKWARE, sections 4.3.7, 4.3.12, 4.3.16 and bit 0 of 4.4.4), for scanners to say
 * that they cannot open it. What is in it is nothing.
 */
export function encryptedArchive(): Buffer {
  const name = Buffer.from('locked.txt')
  // the twelve bytes in front of every encrypted file, and sixteen of one
  const data = Buffer.from('00112233445566778899aabb0f0e0d0c0b0a09080706050403020100', 'hex')
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(1, 2)
  common.writeUInt16LE(0x21, 8)
  common.writeUInt32LE(0x5eed5eed, 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(data.length - 12, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, Buffer.alloc(14), name])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
