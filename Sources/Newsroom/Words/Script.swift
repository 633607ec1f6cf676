/// How words are found in a script.
enum Script: Hashable {
    case latin, cyrillic, greek, armenian
    case hangul
    case arabic, hebrew
    /// No blanks between words: Han, kana, Thai, Lao, Khmer, Burmese.
    case unspaced
    /// Others with blanks between words: Devanagari and many more.
    case other

    /// The script of a letter or of a mark that belongs to one; `nil` for anything else.
    init?(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        guard properties.isAlphabetic || TextFolding.isMark(scalar) else { return nil }
        switch scalar.value {
        case 0x0041...0x024F, 0x0250...0x02AF, 0x1D00...0x1DBF, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF,
            0xAB30...0xAB6F:
            self = .latin
        case 0x0370...0x03FF, 0x1F00...0x1FFF: self = .greek
        case 0x0400...0x052F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
        case 0x0530...0x058F: self = .armenian
        case 0x0590...0x05FF: self = .hebrew
        case 0x0600...0x06FF, 0x0750...0x077F, 0x08A0...0x08FF: self = .arabic
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: self = .unspaced
        case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: self = .hangul
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xF900...0xFAFF,
            0x20000...0x3FFFF:
            self = .unspaced
        default: self = .other
        }
    }
}
