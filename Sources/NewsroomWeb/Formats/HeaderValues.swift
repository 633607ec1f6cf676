extension StringProtocol {
    /// Without blanks and tabs at its ends, as header values are read. Source: RFC 9110 section 5.6.3.
    var trimmingSpaces: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[first...last])
    }
}
