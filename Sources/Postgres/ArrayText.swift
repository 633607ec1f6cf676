/// Array literals of one dimension.
///
/// Source: PostgreSQL manual, 8.15.6 «Array Input and Output Syntax».
enum ArrayText {
    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Every element is quoted, so that none needs a look: an empty one, `NULL` as a word, braces, spaces.
    static func text(of elements: [String?]) -> String {
        var text: [UInt8] = [open]
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(comma) }
            guard let element else {
                text.append(contentsOf: "NULL".utf8)
                continue
            }
            text.append(quote)
            for byte in element.utf8 {
                if byte == quote || byte == backslash { text.append(backslash) }
                text.append(byte)
            }
            text.append(quote)
        }
        text.append(close)
        return String(decoding: text, as: UTF8.self)
    }

    static func elements(of text: String) throws -> [String?] {
        let unreadable = DecodingProblem.unreadable(text, as: "array of one dimension, counted from 1")
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == open else { throw unreadable }
        if rest.elementsEqual([close]) { return [] }
        var elements: [String?] = []
        while true {
            guard let (element, end) = element(from: &rest) else { throw unreadable }
            elements.append(element)
            switch end {
            case comma: continue
            case close where rest.isEmpty: return elements
            default: throw unreadable
            }
        }
    }

    /// One element, and the comma or brace after it; nil when the text ends or nests.
    private static func element(from rest: inout ArraySlice<UInt8>) -> (String?, end: UInt8)? {
        var bytes: [UInt8] = []
        let isQuoted = rest.first == quote
        if isQuoted { rest.removeFirst() }
        while let byte = rest.popFirst() {
            switch byte {
            case backslash:
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            case quote:
                guard isQuoted, let end = rest.popFirst() else { return nil }
                return (String(decoding: bytes, as: UTF8.self), end)
            case comma where !isQuoted, close where !isQuoted:
                let word = String(decoding: bytes, as: UTF8.self)
                return (word == "NULL" ? nil : word, byte)
            case open where !isQuoted:
                return nil
            default:
                bytes.append(byte)
            }
        }
        return nil
    }
}
